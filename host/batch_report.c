#include "host/batch_report.h"

#include "host/audio_file.h"

#include "lv2/core/lv2.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** The version a plugin states, or NAN. */
static double
number_of(const HostSetup* setup, const char* predicate)
{
  LilvNode*    name   = lilv_new_uri(setup->world->lilv, predicate);
  LilvNodes*   values = lilv_plugin_get_value(setup->plugin->lilv, name);
  const double number =
    lilv_nodes_size(values)
      ? (double)lilv_node_as_float(lilv_nodes_get_first(values))
      : NAN;
  lilv_nodes_free(values);
  lilv_node_free(name);
  return number;
}

static void
write_settings(HostJson* json, const HostSetup* setup)
{
  const HostPorts*   ports   = &setup->plugin->ports;
  const HostOptions* options = setup->options;
  host_json_open(json, "settings", '{');
  host_json_text(json, "plugin", setup->plugin->uri);
  host_json_text(json, "plugin_name", setup->plugin->name);
  host_json_number(json, "plugin_minor_version",
                   number_of(setup, LV2_CORE__minorVersion));
  host_json_number(json, "plugin_micro_version",
                   number_of(setup, LV2_CORE__microVersion));
  host_json_text(json, "preset", options->preset);
  host_json_open(json, "command", '[');
  for (size_t i = 0; i < options->n_words; ++i) {
    host_json_text(json, NULL, options->words[i]);
  }
  host_json_close(json, ']');
  host_json_open(json, "controls", '{');
  for (uint32_t i = 0; i < ports->count; ++i) {
    const HostPort* port = &ports->ports[i];
    if (port->kind == HOST_PORT_CONTROL && port->is_input &&
        (setup->settings->given[i] || !port->rate_scaled)) {
      host_json_number(json, port->symbol,
                       (double)host_settings_value(setup->settings, port, 0.0));
    }
  }
  host_json_close(json, '}');
  host_json_close(json, '}');
}

HostExit
host_batch_report_begin(HostBatchReport* self, const HostSetup* setup,
                        HostError* error)
{
  const HostOptions* options = setup->options;
  memset(self, 0, sizeof(*self));
  self->path      = options->batch.report;
  self->is_wanted = (self->path || options->json) && !options->batch.dry_run;
  if (!self->is_wanted) {
    return HOST_EXIT_OK;
  }
  self->stream = open_memstream(&self->text, &self->size);
  if (!self->stream) {
    self->is_wanted = false;
    return host_fail_memory(error);
  }
  host_json_init(&self->json, self->stream);
  host_json_open(&self->json, NULL, '{');
  host_json_text(&self->json, "dala_host", DALA_VERSION);
  host_json_text(&self->json, "sound_library", host_audio_library());
  write_settings(&self->json, setup);
  host_json_open(&self->json, "files", '[');
  return HOST_EXIT_OK;
}

static double
decibels(double linear)
{
  return 20.0 * log10(linear); /* -inf becomes null */
}

static void
write_warning(void* data, const char* text)
{
  host_json_text((HostJson*)data, NULL, text);
}

/** What only the rendering knew is null for a file of an earlier run. */
static void
write_result(HostJson* json, const HostJob* job, const HostReport* report)
{
  const HostWarnings warnings = { write_warning, json };
  const double       rate     = report->input.rate;
  const double       known    = job->is_current ? (double)NAN : 1.0;
  host_json_number(json, "seconds", (double)report->output.frames / rate);
  host_json_number(json, "tail_seconds",
                   known * (double)report->tail_frames / rate);
  host_json_number(json, "frames", (double)report->output.frames);
  host_json_number(json, "rate", rate);
  host_json_number(json, "channels", report->channels);
  host_json_text(json, "format", host_format_name(report->format));
  host_json_text(json, "bits", host_bits_name(report->bits));
  host_json_number(json, "latency_frames", known * report->latency);
  if (job->is_current) {
    host_json_text(json, "latency_taken_out", NULL);
  } else {
    host_json_bool(json, "latency_taken_out", report->compensated);
  }
  host_json_number(json, "peak_dbfs", decibels((double)report->file_peak));
  host_json_number(json, "loudness_lufs", report->loudness);
  host_json_number(json, "true_peak_dbtp", decibels(report->true_peak));
  host_json_number(json, "clipped_samples",
                   known * (double)report->output.clipped);
  host_json_number(json, "faulty_input_samples",
                   known * (double)report->not_finite);
  host_json_number(json, "bytes", (double)report->bytes);
  host_json_text(json, "sha256", report->sha256);
  host_json_number(json, "elapsed_seconds", known * report->elapsed_s);
  host_json_open(json, "warnings", '[');
  if (!job->is_current) {
    host_report_warn(report, job->input, job->output, &warnings);
  }
  host_json_close(json, ']');
}

/** What all entries have: names, how it ended, why. */
static void
open_entry(HostBatchReport* self, const HostJob* job, const char* status,
           const HostError* error)
{
  host_json_open(&self->json, NULL, '{');
  host_json_text(&self->json, "input", job->input);
  host_json_text(&self->json, "output", job->output);
  host_json_text(&self->json, "status", status);
  host_json_number(&self->json, "code", error ? (double)error->code : 0.0);
  host_json_text(&self->json, "problem", error ? error->text : NULL);
}

void
host_batch_report_add(HostBatchReport* self, const HostJob* job,
                      const HostReport* report)
{
  const bool has_failed = report->error.code != HOST_EXIT_OK;
  if (!self->is_wanted) {
    return;
  }
  open_entry(self, job,
             has_failed        ? "failed"
             : job->is_current ? "current"
                               : "rendered",
             has_failed ? &report->error : NULL);
  if (!has_failed) {
    write_result(&self->json, job, report);
  }
  host_json_close(&self->json, '}');
}

void
host_batch_report_fail(HostBatchReport* self, const HostJob* job,
                       const HostError* error)
{
  if (self->is_wanted) {
    open_entry(self, job, "failed", error);
    host_json_close(&self->json, '}');
  }
}

static HostExit
write_file(const HostBatchReport* self, HostError* error)
{
  HostOutput file;
  if (host_output_plan(&file, self->path, error)) {
    return error->code;
  }
  HostExit code = host_output_begin(&file, false, error);
  for (size_t at = 0; at < self->size && !code;) {
    const ssize_t n = write(file.fd, self->text + at, self->size - at);
    code = (n <= 0) ? host_output_fail(self->path, errno, error) : HOST_EXIT_OK;
    at += (size_t)n;
  }
  if (!code) {
    code = host_output_end(&file, true, error);
  }
  if (!code) {
    code = host_output_commit(&file, true, error);
  }
  host_output_discard(&file);
  return code;
}

HostExit
host_batch_report_end(HostBatchReport* self, const HostBatchCounts* counts,
                      bool is_interrupted, HostError* error)
{
  HostJson* json = &self->json;
  HostExit  code = HOST_EXIT_OK;
  if (!self->is_wanted) {
    return code;
  }
  host_json_close(json, ']');
  host_json_number(json, "rendered", (double)counts->rendered);
  host_json_number(json, "current", (double)counts->current);
  host_json_number(json, "failed", (double)counts->failed);
  host_json_number(json, "sound_seconds", counts->sound_s);
  host_json_number(json, "elapsed_seconds", counts->elapsed_s);
  host_json_bool(json, "interrupted", is_interrupted);
  host_json_close(json, '}');
  if (fclose(self->stream)) {
    code = host_fail_memory(error);
  } else if (self->path) {
    code = write_file(self, error);
  } else {
    fwrite(self->text, 1, self->size, stdout);
    fflush(stdout);
  }
  free(self->text);
  self->is_wanted = false;
  return code;
}
