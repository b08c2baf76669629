{{/* The pod of a replica, the same whoever makes it. */}}
{{- define "daxlease.pod" -}}
{{- if lt (int .Values.terminationGracePeriodSeconds) (add .Values.preStopSeconds 40 | int) }}
{{- fail "terminationGracePeriodSeconds must be at least preStopSeconds and 40: 10 for deadlines that are firing, 8 for deliveries under way, 20 for requests, and some to close" }}
{{- end }}
metadata:
  labels:
    {{- include "daxlease.with" (dict "ours" (include "daxlease.labels" .) "more" .Values.podLabels) | nindent 4 }}
  {{- if or .Values.config .Values.podAnnotations }}
  {{- $checksum := ternary (printf "checksum/config: %s" (toYaml .Values.config | sha256sum)) "" (not (empty .Values.config)) }}
  annotations:
    {{- include "daxlease.with" (dict "ours" $checksum "more" .Values.podAnnotations) | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "daxlease.serviceAccountName" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  securityContext:
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    fsGroupChangePolicy: OnRootMismatch
  containers:
    - name: daxlease
      image: {{ include "daxlease.image" . | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      securityContext:
        {{- include "daxlease.containerSecurityContext" . | nindent 8 }}
      ports:
        - name: http
          containerPort: 8080
      env:
        {{- if .Values.postgresql.enabled }}
        - name: SPRING_DATASOURCE_URL
          value: {{ .Values.postgresql.url | quote }}
        - name: SPRING_DATASOURCE_USERNAME
          valueFrom:
            secretKeyRef:
              name: {{ .Values.postgresql.existingSecret }}
              key: {{ .Values.postgresql.userKey }}
        - name: SPRING_DATASOURCE_PASSWORD
          valueFrom:
            secretKeyRef:
              name: {{ .Values.postgresql.existingSecret }}
              key: {{ .Values.postgresql.passwordKey }}
        {{- end }}
        - name: DAXLEASE_SECURITY_MODE
          value: {{ .Values.security.mode | quote }}
        {{- if .Values.security.allowInsecure }}
        - name: DAXLEASE_SECURITY_ALLOW_INSECURE
          value: "true"
        {{- end }}
        {{- if eq .Values.security.mode "token" }}
        - name: DAXLEASE_SECURITY_TOKENSFILE
          value: /app/tokens
        {{- end }}
        {{- if eq .Values.security.mode "jwt" }}
        {{- with .Values.security.jwt.issuerUri }}
        - name: DAXLEASE_SECURITY_JWT_ISSUERURI
          value: {{ . | quote }}
        {{- end }}
        {{- with .Values.security.jwt.jwkSetUri }}
        - name: DAXLEASE_SECURITY_JWT_JWKSETURI
          value: {{ . | quote }}
        {{- end }}
        {{- with .Values.security.jwt.audience }}
        - name: DAXLEASE_SECURITY_JWT_AUDIENCE
          value: {{ . | quote }}
        {{- end }}
        {{- end }}
        {{- with .Values.webhook.existingSecret }}
        - name: DAXLEASE_WEBHOOK_SECRETKEY
          valueFrom:
            secretKeyRef:
              name: {{ . }}
              key: {{ $.Values.webhook.secretKey }}
        {{- end }}
        {{- /* Replicas that start one after the other have the time for both compilers. */}}
        {{- with trim (printf "%s %s" (ternary "" "-XX:TieredStopAtLevel=4" .Values.h2.enabled) .Values.javaOptions) }}
        - name: JDK_JAVA_OPTIONS
          value: {{ . | quote }}
        {{- end }}
        {{- if .Values.tracing.endpoint }}
        - name: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
          value: {{ .Values.tracing.endpoint | quote }}
        - name: MANAGEMENT_TRACING_SAMPLING_PROBABILITY
          value: {{ .Values.tracing.samplingProbability | quote }}
        {{- end }}
        {{- with .Values.env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      # Until it is ready for the first time; migrations of a large database take their time.
      startupProbe:
        httpGet:
          path: /actuator/health/liveness
          port: http
        periodSeconds: 1
        failureThreshold: {{ .Values.startupSeconds }}
      # Never asks the database: a restart would not mend it.
      livenessProbe:
        httpGet:
          path: /actuator/health/liveness
          port: http
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet:
          path: /actuator/health/readiness
          port: http
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 2
      {{- if gt (int .Values.preStopSeconds) 0 }}
      lifecycle:
        preStop:
          exec:
            command: [sleep, {{ .Values.preStopSeconds | quote }}]
      {{- end }}
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - name: tmp
          mountPath: /tmp
        - name: data
          mountPath: /app/data
        {{- if eq .Values.security.mode "token" }}
        - name: tokens
          mountPath: /app/tokens
          readOnly: true
        {{- end }}
        {{- if .Values.config }}
        - name: config
          mountPath: /app/config
          readOnly: true
        {{- end }}
        {{- with .Values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: tmp
      emptyDir: {}
    {{- if not (and .Values.h2.enabled .Values.h2.persistence.enabled) }}
    - name: data
      emptyDir: {}
    {{- end }}
    {{- if eq .Values.security.mode "token" }}
    - name: tokens
      secret:
        secretName: {{ .Values.security.tokensSecret }}
        defaultMode: 0440
    {{- end }}
    {{- if .Values.config }}
    - name: config
      configMap:
        name: {{ include "daxlease.fullname" . }}
    {{- end }}
    {{- with .Values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if and .Values.topologySpread.enabled .Values.postgresql.enabled }}
  topologySpreadConstraints:
    {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "daxlease.selectorLabels" $ | nindent 10 }}
    {{- end }}
  {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
