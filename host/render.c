#include "host/render.h"

#include "host/audio_file.h"
#include "host/control_log.h"
#include "host/feed.h"
#include "host/instance.h"
#include "host/tail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/** A latency above this, in seconds, is taken for a mistake. */
#define LONGEST_LATENCY_S 60.0

/** One rendering on its way. Zeroed at first; clear() frees what there is. */
typedef struct {
  const HostSetup* setup;
  HostReport*      report;
  HostAudioReader* reader;
  HostInstance*    instance;
  HostFeed         feed;
  HostTail         tail;
  HostAudioWriter* writer;
  HostControlLog   log;
  bool             has_log;
  HostBlocks       blocks;
  float*           frames; /* one block of output, interleaved */
  uint64_t         skip;   /* frames of latency still to be dropped */
  bool             has_run;
} Rendering;

static double
now_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/** Open the input and make the plugin. */
static HostExit
open_input(Rendering* self, const char* input)
{
  const HostSetup* setup  = self->setup;
  HostReport*      report = self->report;
  HostError*       error  = &report->error;
  HostExit         code   = host_audio_open(input, &self->reader, error);
  if (code) {
    return code;
  }
  report->input    = *host_audio_info(self->reader);
  report->channels = setup->plugin->ports.n_audio_out;
  code             = host_channel_map_make(&report->map, report->input.channels,
                                           setup->plugin->ports.n_audio_in,
                                           setup->options->channel, input, error);
  if (!code) {
    code = host_feed_init(&self->feed, self->reader, &report->map, error);
  }
  if (!code) {
    code = host_instance_new(&self->instance, setup->world, setup->plugin,
                             setup->settings, report->input.rate,
                             self->blocks.frames, error);
  }
  return code;
}

static uint64_t
longest_output(const Rendering* self)
{
  const HostOptions* options = self->setup->options;
  const double tail = options->tail_auto ? HOST_TAIL_LIMIT_S : options->tail_s;
  const uint64_t frames = self->report->input.frames;
  // A length that is not known may become long: that counts as the longest
  return (frames == HOST_FRAMES_UNKNOWN)
           ? frames
           : frames + (uint64_t)(tail * self->report->input.rate);
}

/** Begin the files to be written. */
static HostExit
open_output(Rendering* self, HostOutput* sound, HostOutput* log)
{
  const HostOptions* options = self->setup->options;
  HostReport*        report  = self->report;
  HostError*         error   = &report->error;
  report->format             = options->format;
  report->bits               = options->bits;
  HostExit code =
    host_format_settle(sound->path, report->input.format, report->input.bits,
                       &report->format, &report->bits, error);
  if (!code) {
    code = host_output_begin(sound, options->out_folder != NULL, error);
  }
  const HostAudioTarget target = {
    report->channels, report->input.rate,   report->format,
    report->bits,     longest_output(self),
  };
  if (!code) {
    code =
      host_audio_create(sound->fd, sound->path, &target, &self->writer, error);
  }
  if (!code && log) {
    code = host_output_begin(log, false, error);
    if (!code) {
      // The stream takes the descriptor over
      code          = host_control_log_begin(&self->log, log->fd, log->path,
                                             &self->setup->plugin->ports,
                                             report->input.rate, error);
      log->fd       = -1;
      self->has_log = !code;
    }
  }
  return code;
}

/** Interleave the output of a block; refuse what is not a number. */
static HostExit
collect(Rendering* self, uint32_t n)
{
  const uint32_t channels = self->report->channels;
  float* const*  outputs  = host_instance_outputs(self->instance);
  for (uint32_t c = 0; c < channels; ++c) {
    for (uint32_t i = 0; i < n; ++i) {
      self->frames[(size_t)i * channels + c] = outputs[c][i];
      if (!isfinite(outputs[c][i])) {
        const uint64_t frame = self->feed.position - n + i;
        return host_fail(
          &self->report->error, HOST_EXIT_NOT_FINITE,
          "the plugin wrote NaN or infinity at frame %llu "
          "(%.3f s), output %u%s; nothing was kept, report it "
          "to its author",
          (unsigned long long)frame, (double)frame / self->report->input.rate,
          c + 1,
          self->feed.not_finite ? ", after NaN or infinity in the input" : "");
      }
    }
  }
  return HOST_EXIT_OK;
}

/** Look at the latency; what it says after the first block counts. */
static void
note_latency(Rendering* self)
{
  const uint32_t port   = self->setup->plugin->ports.latency;
  HostReport*    report = self->report;
  if (port >= self->setup->plugin->ports.count) {
    return;
  }
  report->has_latency  = true;
  report->last_latency = host_instance_control(self->instance, port);
  if (!self->has_run) {
    report->latency = report->last_latency;
    const bool is_sane =
      report->latency >= 0.0 &&
      report->latency <= LONGEST_LATENCY_S * report->input.rate;
    report->compensated       = self->setup->options->compensate && is_sane;
    report->latency_is_absurd = !is_sane;
    self->skip = report->compensated ? (uint64_t)llrint(report->latency) : 0;
  }
}

/** Frames of the next block, not past the end where that is known. */
static uint32_t
next_block(Rendering* self)
{
  const uint32_t wanted = host_blocks_next(&self->blocks);
  const uint64_t length = self->report->input.frames;
  if (self->tail.is_auto || length == HOST_FRAMES_UNKNOWN) {
    return wanted;
  }
  const uint64_t latency =
    self->report->compensated ? (uint64_t)llrint(self->report->latency) : 0;
  const uint64_t total = length + self->tail.limit + latency;
  const uint64_t left =
    (total > self->feed.position) ? total - self->feed.position : 1;
  return (left < wanted) ? (uint32_t)left : wanted;
}

static HostExit
run_block(Rendering* self)
{
  HostError*     error = &self->report->error;
  const uint32_t n     = next_block(self);
  HostExit       code =
    host_feed_fill(&self->feed, host_instance_inputs(self->instance), n, error);
  if (code) {
    return code;
  }
  if (self->feed.has_ended && self->tail.input == UINT64_MAX) {
    host_tail_set_input(&self->tail, self->feed.sound);
  }
  host_instance_run(self->instance, n);
  code = collect(self, n);
  if (code) {
    return code;
  }
  note_latency(self);
  self->has_run = true;
  if (self->has_log) {
    host_control_log_row(&self->log, self->instance, self->feed.position);
  }
  const uint32_t drop = (self->skip < n) ? (uint32_t)self->skip : n;
  self->skip -= drop;
  return host_tail_push(&self->tail,
                        self->frames + (size_t)drop * self->report->channels,
                        n - drop, self->writer, error);
}

static HostExit
run_all(Rendering* self)
{
  const HostOptions* options = self->setup->options;
  HostReport*        report  = self->report;
  HostError*         error   = &report->error;
  self->frames = (float*)calloc((size_t)self->blocks.frames * report->channels,
                                sizeof(float));
  if (!self->frames) {
    return host_fail_memory(error);
  }
  HostExit code =
    host_tail_init(&self->tail, options->tail_auto, options->tail_s,
                   report->channels, report->input.rate, error);
  host_instance_activate(self->instance);
  while (!code && !self->tail.is_done) {
    code = run_block(self);
  }
  host_instance_deactivate(self->instance);
  report->input_frames = self->feed.sound;
  report->not_finite   = self->feed.not_finite;
  report->tail_frames  = self->tail.kept;
  report->tail_auto    = self->tail.is_auto;
  report->tail_cut     = self->tail.is_cut;
  return code;
}

/** Complete the files, or give them up if `code` says so. */
static HostExit
close_all(Rendering* self, HostOutput* sound, HostExit code)
{
  HostError  ignored;
  HostError* error = code ? &ignored : &self->report->error;
  HostExit   next;
  // The plugin first: if it crashes on its way out, that is not overlooked
  host_instance_free(self->instance);
  next  = host_audio_finish(self->writer, &self->report->output, error);
  code  = code ? code : next;
  error = code ? &ignored : error;
  next  = host_output_end(sound, error);
  code  = code ? code : next;
  error = code ? &ignored : error;
  next  = self->has_log ? host_control_log_end(&self->log, error) : code;
  code  = code ? code : next;
  host_tail_clear(&self->tail);
  host_feed_clear(&self->feed);
  host_audio_close(self->reader);
  free(self->frames);
  return code;
}

HostExit
host_render(const HostSetup* setup, const char* input, HostOutput* sound,
            HostOutput* log, HostReport* report)
{
  const double begin = now_s();
  Rendering    self;
  memset(report, 0, sizeof(*report));
  memset(&self, 0, sizeof(self));
  self.setup    = setup;
  self.report   = report;
  self.blocks   = setup->options->blocks;
  HostExit code = open_input(&self, input);
  if (!code) {
    code = open_output(&self, sound, log);
  }
  if (!code) {
    code = run_all(&self);
  }
  code              = close_all(&self, sound, code);
  report->elapsed_s = now_s() - begin;
  return code;
}
