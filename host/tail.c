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

/** Write what was held and then `n` frames of tail. */
static HostExit
keep(HostTail* self, const float* frames, size_t n, HostAudioWriter* writer,
     HostError* error)
{
  HostExit code = HOST_EXIT_OK;
  if (n && self->n_held) {
    code = host_audio_write(writer, self->held, self->n_held, error);
    self->kept += self->n_held;
    self->n_held = 0;
  }
  self->kept += n;
  return (n && !code) ? host_audio_write(writer, frames, n, error) : code;
}

/** Push frames after the end of the input, until the tail is done. */
static HostExit
push_tail(HostTail* self, const float* frames, size_t n,
          HostAudioWriter* writer, HostError* error)
{
  const uint32_t channels = self->channels;
  size_t         loud     = 0; /* first of the loud frames before `i` */
  size_t         i        = 0;
  HostExit       code     = HOST_EXIT_OK;
  for (; i < n && !self->is_done && !code; ++i) {
    const float* const frame = frames + i * channels;
    if (self->is_auto && is_quiet(frame, channels)) {
      code = keep(self, frames + loud * channels, i - loud, writer, error);
      memcpy(self->held + self->n_held * channels, frame,
             channels * sizeof(float));
      ++self->n_held;
      loud = i + 1;
    } else if (self->n_held) {
      code = keep(self, frame, 1, writer, error);
      loud = i + 1;
    }
    ++self->seen;
    check_done(self);
  }
  return code ? code
              : keep(self, frames + loud * channels, i - loud, writer, error);
}

HostExit
host_tail_push(HostTail* self, const float* frames, size_t n,
               HostAudioWriter* writer, HostError* error)
{
  const uint64_t before =
    (self->seen < self->input) ? self->input - self->seen : 0;
  const size_t body = (before < n) ? (size_t)before : n;
  if (body) {
    const HostExit code = host_audio_write(writer, frames, body, error);
    if (code) {
      return code;
    }
    self->seen += body;
    check_done(self);
  }
  return push_tail(self, frames + body * self->channels, n - body, writer,
                   error);
}
