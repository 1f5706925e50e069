#include "host/render_output.h"

#include "host/audio_file_tags.h"
#include "host/normalize.h"

#include <unistd.h>

static uint64_t
longest_output(const HostRendering* self)
{
  const HostOptions* options = self->setup->options;
  const double tail = options->tail_auto ? HOST_TAIL_LIMIT_S : options->tail_s;
  const uint64_t frames = self->report->input.frames;
  // A length that is not known may become long: that counts as the longest
  return (frames == HOST_FRAMES_UNKNOWN)
           ? frames
           : frames + (uint64_t)(tail * self->report->input.rate);
}

/** Bits of precision; what is decoded from a lossy file has no end of them. */
static unsigned
precision(HostBits bits)
{
  return bits == HOST_BITS_16 ? 16u : bits == HOST_BITS_24 ? 24u : 32u;
}

/** Settle how the output is stored. */
static HostExit
settle_target(HostRendering* self, const char* path)
{
  const HostOptions* options = self->setup->options;
  HostReport*        report  = self->report;
  report->format             = options->format;
  report->bits               = options->bits;
  const HostExit code =
    host_format_settle(path, report->input.format, report->input.bits,
                       &report->format, &report->bits, &report->error);
  const bool is_integer =
    report->bits == HOST_BITS_16 || report->bits == HOST_BITS_24;
  const bool holds_floats =
    report->format == HOST_FORMAT_WAV || report->format == HOST_FORMAT_AIFF;
  self->may_widen = !options->bits && is_integer && holds_floats;
  if (self->may_widen && self->must_widen) {
    report->bits              = HOST_BITS_32F;
    report->notes.was_widened = true;
    self->may_widen           = false;
  }
  self->must_widen             = false;
  const HostAudioTarget target = {
    report->channels,
    report->input.rate,
    report->format,
    report->bits,
    longest_output(self),
    !options->render.no_dither && report->bits != HOST_BITS_VORBIS &&
      precision(report->bits) < precision(report->input.bits),
  };
  self->target = target;
  return code;
}

/** Begin the sound: at once, or in a scratch file if its level is to change. */
static HostExit
begin_sound(HostRendering* self, const HostOutput* sound)
{
  HostReport* report = self->report;
  HostError*  error  = &report->error;
  if (self->setup->options->render.normalize) {
    const HostAudioTarget floats = { self->target.channels, self->target.rate,
                                     HOST_FORMAT_WAV,       HOST_BITS_32F,
                                     longest_output(self),  false };
    self->scratch                = host_normalize_scratch(sound->path, error);
    return (self->scratch < 0)
             ? error->code
             : host_audio_create(self->scratch, sound->path, &floats,
                                 &self->writer, error);
  }
  const HostExit code = host_audio_create(sound->fd, sound->path, &self->target,
                                          &self->writer, error);
  if (!code) {
    report->notes.lost_stamp =
      !host_audio_copy_tags(self->reader, self->writer, self->target.rate);
  }
  return code;
}

HostExit
host_render_begin(HostRendering* self, HostOutput* sound, HostOutput* log)
{
  HostReport* report = self->report;
  HostError*  error  = &report->error;
  HostExit    code   = settle_target(self, sound->path);
  if (!code) {
    code =
      host_output_begin(sound, self->setup->options->out_folder != NULL, error);
  }
  if (!code) {
    code = begin_sound(self, sound);
  }
  if (!code && log) {
    code = host_output_begin(log, false, error);
    if (!code) {
      code          = host_control_log_begin(&self->log, log->fd, log->path,
                                             &self->setup->plugin->ports,
                                             report->input.rate, error);
      self->has_log = !code;
    }
  }
  return code;
}

HostExit
host_render_end(HostRendering* self, const HostOutput* sound, HostExit code,
                HostError* error)
{
  HostReport* report = self->report;
  HostExit    next   = host_audio_finish(self->writer, &report->output, error);
  if (!code && !next && self->scratch >= 0) {
    const HostNormalizeJob job = {
      self->scratch,
      sound->fd,
      sound->path,
      self->reader,
      self->setup->options->render.lufs,
      self->may_widen,
    };
    next = host_normalize(&job, &self->target, &report->notes, &report->output,
                          error);
    report->bits = self->target.bits;
  } else if (!code && !next && self->may_widen) {
    self->must_widen = self->must_widen || report->output.clipped;
  }
  report->notes.was_dithered =
    self->target.dither && report->bits != HOST_BITS_32F;
  if (self->scratch >= 0) {
    close(self->scratch);
  }
  return next;
}
