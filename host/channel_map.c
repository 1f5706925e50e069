#include "host/channel_map.h"

#include "host/samples.h"

#include <string.h>

HostExit
host_channel_map_make(HostChannelMap* self, uint32_t channels, uint32_t inputs,
                      HostChannel wanted, const char* path, HostError* error)
{
  self->channels = channels;
  self->inputs   = inputs;
  self->channel  = 0;
  if (!inputs) {
    self->mode = HOST_MAP_NONE;
  } else if (channels == 1) {
    self->mode = HOST_MAP_ONE;
  } else if (wanted == HOST_CHANNEL_LEFT || wanted == HOST_CHANNEL_RIGHT) {
    self->mode    = HOST_MAP_ONE;
    self->channel = (wanted == HOST_CHANNEL_RIGHT) ? 1 : 0;
  } else if (wanted == HOST_CHANNEL_MIX || (channels == 2 && inputs == 1)) {
    self->mode = HOST_MAP_MIX;
  } else if (channels <= inputs) {
    self->mode = HOST_MAP_DIRECT;
  } else {
    return host_fail(error, HOST_EXIT_CHANNELS,
                     "'%s' has %u channels and the plugin takes %u; choose "
                     "with --channel mix, left, right or each",
                     path, channels, inputs);
  }
  return HOST_EXIT_OK;
}

static void
take_mean(const float* frames, size_t stride, float* out, size_t n)
{
  const float gain = 1.0f / (float)stride;
  for (size_t i = 0; i < n; ++i) {
    float sum = 0.0f;
    for (size_t c = 0; c < stride; ++c) {
      sum += frames[i * stride + c];
    }
    out[i] = sum * gain;
  }
}

void
host_channel_map_apply(const HostChannelMap* self, const float* frames,
                       float* const* inputs, size_t offset, size_t n)
{
  for (uint32_t i = 0; i < self->inputs; ++i) {
    float* const out = inputs[i] + offset;
    if (self->mode == HOST_MAP_DIRECT && i < self->channels) {
      host_samples_take(frames + i, self->channels, out, n);
    } else if (self->mode == HOST_MAP_ONE && i < 2) {
      host_samples_take(frames + self->channel, self->channels, out, n);
    } else if (self->mode == HOST_MAP_MIX && i < 2) {
      take_mean(frames, self->channels, out, n);
    } else {
      memset(out, 0, n * sizeof(float));
    }
  }
}

void
host_channel_map_describe(const HostChannelMap* self, char* text, size_t size)
{
  const uint32_t fed = self->mode == HOST_MAP_DIRECT ? self->channels
                       : self->inputs < 2            ? self->inputs
                                                     : 2;
  text[0]            = '\0';
  if (self->mode == HOST_MAP_NONE) {
    snprintf(text, size, "the plugin has no audio input");
  } else if (self->mode == HOST_MAP_MIX) {
    snprintf(text, size, "%u channels mixed to mono", self->channels);
  } else if (self->mode == HOST_MAP_ONE && self->channels > 1) {
    snprintf(text, size, "only the %s of %u channels taken",
             self->channel ? "right" : "left", self->channels);
  } else if (fed < self->inputs) {
    snprintf(text, size, "%u of %u inputs silent", self->inputs - fed,
             self->inputs);
  } else if (self->channels == 1 && self->inputs > 1) {
    snprintf(text, size, "mono on both inputs");
  }
}
