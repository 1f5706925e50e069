#ifndef HOST_CHANNEL_MAP_H
#define HOST_CHANNEL_MAP_H

#include "host/errors.h"

#include <stddef.h>
#include <stdint.h>

/** What is taken of a file with more channels than the plugin has inputs. */
typedef enum {
  HOST_CHANNEL_AUTO,
  HOST_CHANNEL_MIX,
  HOST_CHANNEL_LEFT,
  HOST_CHANNEL_RIGHT,
  HOST_CHANNEL_EACH /* an instance of the plugin for each group of channels */
} HostChannel;

/** How the channels of a file reach the inputs of a plugin. */
typedef enum {
  HOST_MAP_DIRECT, /* each to its own input, inputs left over are silent */
  HOST_MAP_MIX,    /* the mean of all, to the first two inputs */
  HOST_MAP_ONE,    /* one channel, to the first two inputs */
  HOST_MAP_NONE    /* the plugin has no inputs */
} HostMapMode;

typedef struct {
  HostMapMode mode;
  uint32_t    channels; /* of the file */
  uint32_t    inputs;   /* of the plugin */
  uint32_t    channel;  /* the one taken, with HOST_MAP_ONE */
} HostChannelMap;

/**
   Choose the way from `channels` to `inputs`, by the rule of `render --help`.

   Fails with HOST_EXIT_CHANNELS if channels would be lost without a word;
   `path` is for the message.
*/
HostExit
host_channel_map_make(HostChannelMap* self, uint32_t channels, uint32_t inputs,
                      HostChannel wanted, const char* path, HostError* error);

/** Spread `n` interleaved frames over the inputs, from `offset` on. */
void
host_channel_map_apply(const HostChannelMap* self, const float* frames,
                       float* const* inputs, size_t offset, size_t n);

/** A word for the report, such as "2 channels mixed to mono"; may be "". */
void
host_channel_map_describe(const HostChannelMap* self, char* text, size_t size);

#endif
