#include "host/tail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

HostExit
host_tail_init(HostTail* self, bool is_auto, double seconds, uint32_t channels,
               double rate, HostError* error)
{
  memset(self, 0, sizeof(*self));
  self->is_auto  = is_auto;
  self->channels = channels;
  self->input    = UINT64_MAX;
  self->limit =
    (uint64_t)llrint((is_auto ? HOST_TAIL_LIMIT_S : seconds) * rate);
  self->window = (uint64_t)llrint(HOST_TAIL_WINDOW_S * rate);
  if (is_auto) {
    self->held = (float*)calloc((size_t)self->window * channels, sizeof(float));
    return self->held ? HOST_EXIT_OK : host_fail_memory(error);
  }
  return HOST_EXIT_OK;
}

void
host_tail_clear(HostTail* self)
{
  free(self->held);
  memset(self, 0, sizeof(*self));
}

static void
check_done(HostTail* self)
{
  if (self->seen >= self->input &&
      (self->seen - self->input >= self->limit ||
       (self->is_auto && self->n_held >= self->window))) {
    self->is_done = true;
    self->is_cut  = self->is_auto && self->n_held < self->window;
  }
}

void
host_tail_set_input(HostTail* self, uint64_t frames)
{
  self->input = frames;
  check_done(self);
}

static bool
is_quiet(const float* frame, uint32_t channels)
{
  for (uint32_t c = 0; c < channels; ++c) {
    if (fabsf(frame[c]) >= HOST_TAIL_QUIET) {
      return false;
    }
  }
  return true;
}

/** Keep one frame of tail for now, or write it with all that was held. */
static HostExit
push_tail_frame(HostTail* self, const float* frame, HostAudioWriter* writer,
                HostError* error)
{
  HostExit code = HOST_EXIT_OK;
  if (self->is_auto && is_quiet(frame, self->channels)) {
    memcpy(self->held + self->n_held * self->channels, frame,
           self->channels * sizeof(float));
    ++self->n_held;
  } else {
    if (self->n_held) {
      code = host_audio_write(writer, self->held, self->n_held, error);
    }
    if (!code) {
      code = host_audio_write(writer, frame, 1, error);
    }
    self->kept += self->n_held + 1;
    self->n_held = 0;
  }
  ++self->seen;
  check_done(self);
  return code;
}

HostExit
host_tail_push(HostTail* self, const float* frames, size_t n,
               HostAudioWriter* writer, HostError* error)
{
  const uint64_t before =
    (self->seen < self->input) ? self->input - self->seen : 0;
  const size_t body = (before < n) ? (size_t)before : n;
  HostExit     code = HOST_EXIT_OK;
  if (body) {
    code = host_audio_write(writer, frames, body, error);
    self->seen += body;
    check_done(self);
  }
  for (size_t i = body; i < n && !self->is_done && !code; ++i) {
    code = push_tail_frame(self, frames + i * self->channels, writer, error);
  }
  return code;
}
