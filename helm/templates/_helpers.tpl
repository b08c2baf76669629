{{- define "daxlease.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "daxlease.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "daxlease.name" .) .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "daxlease.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "daxlease.selectorLabels" -}}
app.kubernetes.io/name: {{ include "daxlease.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: coordinator
{{- end }}

{{- define "daxlease.agentLabels" -}}
app.kubernetes.io/name: {{ include "daxlease.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: agent
{{- end }}

{{- define "daxlease.testLabels" -}}
app.kubernetes.io/name: {{ include "daxlease.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: test
{{- end }}

{{- define "daxlease.labels" -}}
{{ include "daxlease.selectorLabels" . }}
{{ include "daxlease.otherLabels" . }}
{{- end }}

{{/* What nothing is selected by. */}}
{{- define "daxlease.otherLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* A mapping of the chart's, and what it has not of another: no key twice, and none of the chart's changed. */}}
{{- define "daxlease.with" -}}
{{- toYaml (merge (fromYaml .ours) (default dict .more)) }}
{{- end }}

{{- define "daxlease.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end }}
{{- end }}

{{- define "daxlease.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "daxlease.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* The port of an http or https URL. */}}
{{- define "daxlease.portOf" -}}
{{- $url := urlParse . -}}
{{- $port := regexFind ":[0-9]+$" $url.host | trimPrefix ":" -}}
{{- default (ternary "443" "80" (eq $url.scheme "https")) $port -}}
{{- end }}

{{/* The ports of the hosts in a JDBC URL, with commas between. */}}
{{- define "daxlease.databasePorts" -}}
{{- $hosts := regexFind "^jdbc:postgresql://[^/?]*" . | trimPrefix "jdbc:postgresql://" -}}
{{- $ports := list -}}
{{- range splitList "," $hosts -}}
{{- $ports = append $ports (regexFind ":[0-9]+$" . | trimPrefix ":" | default "5432") -}}
{{- end -}}
{{- $ports | uniq | join "," -}}
{{- end }}

{{/* What no user that runs the image needs. */}}
{{- define "daxlease.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}
