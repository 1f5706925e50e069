/**
   What a session keeps beside the ports: the captured own tone.

   One property, DALA_URI_TONE: a vector of floats, the pitch of the first
   partial in Hz, then the amplitude of each partial. A restore without it, or
   with one of another type, another shape or a value out of range, leaves no
   tone, so that the own tone falls back as if none had been captured.

   The audio thread publishes a tone when it is new; save() may run beside it
   and reads it whole. Restore is in the same threading class as instantiation
   (it is not declared as thread safe), so never beside run().

   Thread:  publish: audio, real-time safe; save, restore: the host's.
   Fails:   save, restore: with the status that LV2 names; without `urid:map`
            there is no state.
*/
#ifndef DALA_LV2_STATE_H
#define DALA_LV2_STATE_H

#include "plugin/engine/engine.h"
#include "plugin/lv2/uris.h"

#include <lv2/state/state.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/// Pitch and partials.
#define DALA_STATE_FLOATS (1U + DALA_TONE_PARTIALS)

typedef struct {
  _Atomic uint32_t turn; ///< Odd while it is written.
  _Atomic uint32_t count;
  _Atomic float    values[DALA_STATE_FLOATS];
} DalaState;

/// Make a tone the one that is saved.
void
dala_state_publish(DalaState* self, const DalaTone* tone);

/// Store the tone, if there is one.
LV2_State_Status
dala_state_save(DalaState* self, const DalaUris* uris,
                LV2_State_Store_Function store, LV2_State_Handle handle);

/// Read a tone; one of no partials if none was kept or it is not sound.
LV2_State_Status
dala_state_restore(const DalaUris* uris, LV2_State_Retrieve_Function retrieve,
                   LV2_State_Handle handle, DalaTone* tone);

#endif // DALA_LV2_STATE_H
