#include "host/compare.h"

#include "host/audio_file.h"
#include "host/json.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** Frames read from both files at a time. */
#define CHUNK_FRAMES 4096u

/** The two files, and what has been found so far. */
typedef struct {
  HostAudioReader* readers[2];
  double*          frames[2];
  uint64_t         lengths[2];
  uint32_t         channels;
  uint32_t         rate;
  uint64_t         common; /* frames compared */
  double           peak;
  double           sum; /* of squares */
  bool             differs;
  uint64_t         first_frame;
  uint32_t         first_channel;
  bool             json;
} Comparison;

static HostExit
open_both(Comparison* self, const char* const paths[2], HostError* error)
{
  HostExit code = HOST_EXIT_OK;
  for (int i = 0; i < 2 && !code; ++i) {
    code = host_audio_open(paths[i], &self->readers[i], error);
    if (!code) {
      const uint32_t channels = host_audio_info(self->readers[i])->channels;
      self->frames[i] =
        (double*)calloc((size_t)CHUNK_FRAMES * channels, sizeof(double));
      code = self->frames[i] ? HOST_EXIT_OK : host_fail_memory(error);
    }
  }
  return code;
}

static void
compare_frames(Comparison* self, size_t n)
{
  for (size_t i = 0; i < n * self->channels; ++i) {
    const double a = self->frames[0][i];
    const double b = self->frames[1][i];
    if (a == b || (isnan(a) && isnan(b))) {
      continue;
    }
    // A difference to NaN is as large as can be
    const double difference = fabs(a - b);
    const double size       = isnan(difference) ? INFINITY : difference;
    self->peak              = fmax(self->peak, size);
    self->sum += size * size;
    if (!self->differs) {
      self->differs       = true;
      self->first_frame   = self->common + i / self->channels;
      self->first_channel = (uint32_t)(i % self->channels) + 1u;
    }
  }
  self->common += n;
}

/** Go through both files; the longer one is read to its end as well. */
static HostExit
compare_all(Comparison* self, HostError* error)
{
  size_t got[2] = { 1, 1 };
  while (got[0] || got[1]) {
    for (int i = 0; i < 2; ++i) {
      const HostExit code = host_audio_read_double(
        self->readers[i], self->frames[i], CHUNK_FRAMES, &got[i], error);
      if (code) {
        return code;
      }
      self->lengths[i] += got[i];
    }
    compare_frames(self, (got[0] < got[1]) ? got[0] : got[1]);
  }
  return HOST_EXIT_OK;
}

/** The result as an object; levels only if anything was `compared`. */
static HostExit
print_json(const Comparison* self, bool identical, bool compared)
{
  const double count = (double)self->common * self->channels;
  HostJson     json;
  host_json_init(&json, stdout);
  host_json_open(&json, NULL, '{');
  host_json_bool(&json, "identical", identical);
  for (int i = 0; i < 2; ++i) {
    const HostAudioInfo* info = host_audio_info(self->readers[i]);
    host_json_open(&json, i ? "b" : "a", '{');
    host_json_number(&json, "channels", info->channels);
    host_json_number(&json, "rate", info->rate);
    host_json_number(&json, "frames",
                     compared ? (double)self->lengths[i] : (double)NAN);
    host_json_close(&json, '}');
  }
  host_json_number(&json, "peak_difference_dbfs",
                   compared ? 20.0 * log10(self->peak) : (double)NAN);
  host_json_number(&json, "rms_difference_dbfs",
                   compared ? 10.0 * log10(self->sum / count) : (double)NAN);
  host_json_number(&json, "first_differing_frame",
                   self->differs ? (double)self->first_frame : (double)NAN);
  host_json_close(&json, '}');
  return identical ? HOST_EXIT_OK : HOST_EXIT_DIFFERENT;
}

static HostExit
print_result(const Comparison* self)
{
  const bool same_length = self->lengths[0] == self->lengths[1];
  if (self->json) {
    return print_json(self, !self->differs && same_length, true);
  }
  if (!self->differs && same_length) {
    printf("identical: %llu frames, %u ch, %u Hz\n",
           (unsigned long long)self->common, self->channels, self->rate);
    return HOST_EXIT_OK;
  }
  if (self->differs) {
    const double count = (double)self->common * self->channels;
    printf("different: peak difference %.2f dBFS, RMS difference %.2f dBFS, "
           "first differing frame %llu (%.6f s, channel %u)\n",
           20.0 * log10(self->peak), 10.0 * log10(self->sum / count),
           (unsigned long long)self->first_frame,
           (double)self->first_frame / self->rate, self->first_channel);
  }
  if (!same_length) {
    printf("different: lengths %llu and %llu frames%s\n",
           (unsigned long long)self->lengths[0],
           (unsigned long long)self->lengths[1],
           self->differs ? "" : ", identical as far as both go");
  }
  return HOST_EXIT_DIFFERENT;
}

static HostExit
compare_opened(Comparison* self, HostError* error)
{
  const HostAudioInfo* a = host_audio_info(self->readers[0]);
  const HostAudioInfo* b = host_audio_info(self->readers[1]);
  if (a->channels != b->channels || a->rate != b->rate) {
    if (self->json) {
      return print_json(self, false, false);
    }
    printf("different: %u ch %u Hz and %u ch %u Hz\n", a->channels, a->rate,
           b->channels, b->rate);
    return HOST_EXIT_DIFFERENT;
  }
  self->channels      = a->channels;
  self->rate          = a->rate;
  const HostExit code = compare_all(self, error);
  return code ? code : print_result(self);
}

HostExit
host_compare(const char* path_a, const char* path_b, bool json,
             HostError* error)
{
  const char* const paths[2] = { path_a, path_b };
  Comparison        self     = { 0 };
  self.json                  = json;
  HostExit code              = open_both(&self, paths, error);
  if (!code) {
    code = compare_opened(&self, error);
  }
  for (int i = 0; i < 2; ++i) {
    host_audio_close(self.readers[i]);
    free(self.frames[i]);
  }
  return code;
}
