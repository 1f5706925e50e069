#ifndef HOST_VOICES_H
#define HOST_VOICES_H

#include "host/instance.h"
#include "host/render.h"
#include "host/score.h"

#include <stdint.h>

/** One instance of the plugin and its place in the score. */
typedef struct {
  HostInstance* instance;
  HostScorePlay score;
} HostVoice;

/** The instances of a rendering: one, or one per group of channels. */
typedef struct {
  HostVoice* voices;
  uint32_t   count;
  float**    inputs;  /* of all, in order */
  float**    outputs; /* of all, in order */
} HostVoices;

/**
   Make `count` instances for blocks of up to `max_block` frames.

   Fails as host_instance_new() and host_score_play_init().
*/
HostExit
host_voices_make(HostVoices* self, const HostSetup* setup, uint32_t count,
                 double rate, uint32_t max_block, HostError* error);

/** Free all; empty (zeroed) ones are fine. */
void
host_voices_clear(HostVoices* self);

/** As host_score_play_block(), for all alike. */
uint32_t
host_voices_prepare(HostVoices* self, uint64_t position, uint32_t wanted);

void
host_voices_activate(HostVoices* self);

void
host_voices_deactivate(HostVoices* self);

void
host_voices_run(HostVoices* self, uint32_t n_frames);

#endif
