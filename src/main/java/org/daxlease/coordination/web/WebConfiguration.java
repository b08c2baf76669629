package org.daxlease.coordination.web;

import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** Tells Spring MVC how requests to this API are read. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {

  private final BodyArgumentResolver bodies;
  private final ApiCallArgumentResolver calls;
  private final JsonMapper json;

  WebConfiguration(BodyArgumentResolver bodies, ApiCallArgumentResolver calls, JsonMapper json) {
    this.bodies = bodies;
    this.calls = calls;
    this.json = json;
  }

  @Override
  public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
    converters.withJsonConverter(new ContentLengthJsonConverter(json));
  }

  @Override
  public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
    negotiation.strategies(List.of(new BareMediaTypes()));
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(bodies);
    resolvers.add(calls);
    resolvers.add(new PageQueryArgumentResolver());
  }

  /** Spring MVC sets the context of a request itself, and no filter asks for it earlier. */
  @Bean
  static FilterRegistrationBean<RequestContextFilter> noRequestContextBefore() {
    var none = new FilterRegistrationBean<>(new RequestContextFilter());
    none.setEnabled(false);
    return none;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new ParameterCheck()).addPathPatterns("/v1/**");
  }
}
