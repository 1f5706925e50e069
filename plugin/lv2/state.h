/**
   What a session keeps beside the ports: the captured own tone, and how the
   player's instrument is tuned.

   DALA_URI_TONE is a vector of floats, the pitch of the first partial in Hz,
   then the amplitude of each partial. DALA_URI_FINE is a float, cents against
   A4, at most 30 to either side, and always kept. What is missing in a restore
   beside the other, or of another type, another shape or out of range, is as
   if it had never been: no tone, 0 cents; what is sound beside it is taken.
   Where both are missing, as in a preset, what the plugin has stays.

   The audio thread publishes what is new, and takes what was restored when a
   run begins. Save and restore may run beside it and read and write whole.

   Thread:  publish, take: audio, real-time safe; save, restore: the host's,
            not beside each other.
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

/// One thread writes, another reads.
typedef struct {
  _Atomic uint32_t turn; ///< Odd while the tone is written.
  _Atomic uint32_t count;
  _Atomic float    values[DALA_STATE_FLOATS];
  _Atomic float    fine; ///< Cents.
} DalaStateSlot;

typedef struct {
  DalaStateSlot    known;    ///< By the audio thread, for save().
  DalaStateSlot    restored; ///< By the host, for the audio thread.
  _Atomic uint32_t taken;    ///< Turn of `restored` that was taken last.
} DalaState;

/// Make a tone the one that is saved.
void
dala_state_publish(DalaState* self, const DalaTone* tone);

/// The same with the player's tuning, in cents.
void
dala_state_publish_fine(DalaState* self, float cents);

/// True if a state was restored that was not taken before; then it is published
/// too. A tone of no partials is none.
bool
dala_state_take(DalaState* self, DalaTone* tone, float* fine_cents);

/// Store the tone, if there is one, and the tuning.
LV2_State_Status
dala_state_save(DalaState* self, const DalaUris* uris,
                LV2_State_Store_Function store, LV2_State_Handle handle);

/// Read what was kept, to be taken by the next run.
LV2_State_Status
dala_state_restore(DalaState* self, const DalaUris* uris,
                   LV2_State_Retrieve_Function retrieve,
                   LV2_State_Handle            handle);

#endif // DALA_LV2_STATE_H
