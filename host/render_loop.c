#include "host/render_loop.h"

#include "host/samples.h"

#include <math.h>
#include <stdlib.h>

/** A latency above this, in seconds, is taken for a mistake. */
#define LONGEST_LATENCY_S 60.0

/** Say where the plugin wrote what is not a number. */
static HostExit
fail_not_finite(HostRendering* self, uint32_t n)
{
  const uint32_t channels = self->report->channels;
  size_t         i        = 0;
  while (isfinite(self->frames[i])) {
    ++i;
  }
  const uint64_t frame = self->feed.position - n + i / channels;
  return host_fail(
    &self->report->error, HOST_EXIT_NOT_FINITE,
    "the plugin wrote NaN or infinity at frame %llu (%.3f s), output %u%s; "
    "nothing was kept, report it to its author",
    (unsigned long long)frame, (double)frame / self->report->input.rate,
    (unsigned)(i % channels) + 1u,
    self->feed.not_finite ? ", after NaN or infinity in the input" : "");
}

/** Interleave the output of a block; refuse what is not a number. */
static HostExit
collect(HostRendering* self, uint32_t n)
{
  const uint32_t channels = self->report->channels;
  host_samples_interleave(self->frames, self->voices.outputs, channels, n);
  const float peak = host_samples_peak(self->frames, (size_t)n * channels);
  return isfinite(peak) ? HOST_EXIT_OK : fail_not_finite(self, n);
}

/** Look at the latency; what it says after the first block counts. */
static void
note_latency(HostRendering* self)
{
  const uint32_t port   = self->setup->plugin->ports.latency;
  HostReport*    report = self->report;
  if (port >= self->setup->plugin->ports.count) {
    return;
  }
  report->has_latency = true;
  report->last_latency =
    host_instance_control(self->voices.voices->instance, port);
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
next_block(HostRendering* self)
{
  const uint32_t wanted = host_blocks_next(&self->blocks);
  const uint64_t length = self->report->input.frames;
  if (self->tail.is_auto || length == HOST_FRAMES_UNKNOWN ||
      self->setup->plugin->fixed_blocks) {
    return wanted;
  }
  const uint64_t latency =
    self->report->compensated ? (uint64_t)llrint(self->report->latency) : 0;
  const uint64_t total = length + self->tail.limit + latency;
  const uint64_t left =
    (total > self->feed.position) ? total - self->feed.position : 1;
  return (left < wanted) ? (uint32_t)left : wanted;
}

/** Tell the parent how far this is. */
static void
note_progress(const HostRendering* self)
{
  const HostAudioInfo* input    = &self->report->input;
  const double         position = (double)self->feed.position;
  const bool           is_known = input->frames != HOST_FRAMES_UNKNOWN;
  self->meter->sound_s          = (float)(position / input->rate);
  self->meter->part =
    is_known ? fminf((float)(position / (double)input->frames), 1.0f) : 0.0f;
}

static HostExit
run_block(HostRendering* self)
{
  HostError*     error = &self->report->error;
  const uint32_t n =
    host_voices_prepare(&self->voices, self->feed.position, next_block(self));
  HostExit code = host_feed_fill(&self->feed, self->voices.inputs, n, error);
  if (code) {
    return code;
  }
  if (self->feed.has_ended && self->tail.input == UINT64_MAX) {
    host_tail_set_input(&self->tail, self->feed.sound);
  }
  host_voices_run(&self->voices, n);
  code = collect(self, n);
  if (code) {
    return code;
  }
  note_latency(self);
  note_progress(self);
  self->has_run = true;
  if (self->has_log) {
    host_control_log_row(&self->log, self->voices.voices->instance,
                         self->feed.position);
  }
  const uint32_t drop = (self->skip < n) ? (uint32_t)self->skip : n;
  self->skip -= drop;
  return host_tail_push(&self->tail,
                        self->frames + (size_t)drop * self->report->channels,
                        n - drop, self->writer, error);
}

HostExit
host_render_loop(HostRendering* self)
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
  host_voices_activate(&self->voices);
  while (!code && !self->tail.is_done && !self->must_widen) {
    code             = run_block(self);
    self->must_widen = self->may_widen && host_audio_clipped(self->writer);
  }
  host_voices_deactivate(&self->voices);
  report->input_frames         = self->feed.sound;
  report->not_finite           = self->feed.not_finite;
  report->tail_frames          = self->tail.kept;
  report->tail_auto            = self->tail.is_auto;
  report->tail_cut             = self->tail.is_cut;
  report->notes.events_dropped = self->voices.voices->score.dropped;
  report->notes.midi_left_s =
    host_score_play_left(&self->voices.voices->score, self->feed.position);
  return code;
}
