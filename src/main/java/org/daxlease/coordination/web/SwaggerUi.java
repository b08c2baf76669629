package org.daxlease.coordination.web;

import java.io.IOException;
import java.util.Properties;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Shows {@code openapi.yaml} to people: the files of Swagger UI, which start with that contract.
 */
@Configuration(proxyBeanMethods = false)
class SwaggerUi implements WebMvcConfigurer {

  private static final String VERSION = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private final Properties jar;

  SwaggerUi() throws IOException {
    this.jar = PropertiesLoaderUtils.loadProperties(new ClassPathResource(VERSION));
  }

  /** Our own start of it goes first, the jar has the rest in a folder of its version. */
  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    registry
        .addResourceHandler("/swagger-ui/*")
        .addResourceLocations(
            "classpath:/swagger-ui/",
            "classpath:/META-INF/resources/webjars/swagger-ui/" + jar.get("version") + "/");
  }

  @Override
  public void addViewControllers(ViewControllerRegistry registry) {
    registry.addRedirectViewController("/swagger-ui.html", "/swagger-ui/index.html");
  }
}
