/**
   What a session keeps beside the ports: the captured own tone, and how the
   player's instrument is tuned.

   DALA_URI_TONE is a vector of floats, the pitch of the first partial in Hz,
   then the amplitude of each partial. DALA_URI_FINE is a float, cents against
   A4, at most 30 to either side. What is missing in a restore, or of another
   type, another shape or out of range, is as if it had never been: no tone,
   0 cents; what is sound beside it is taken.

   The audio thread publishes what is new; save() may run beside it and reads
   a tone whole. Restore is in the same threading class as instantiation
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
  _Atomic float    fine; ///< Cents.
} DalaState;

/// Make a tone the one that is saved.
void
dala_state_publish(DalaState* self, const DalaTone* tone);

/// The same with the player's tuning, in cents.
void
dala_state_publish_fine(DalaState* self, float cents);

/// Store the tone, if there is one, and the tuning, if it is not that of A4.
LV2_State_Status
dala_state_save(DalaState* self, const DalaUris* uris,
                LV2_State_Store_Function store, LV2_State_Handle handle);

/// Read a tone, of no partials if none was kept or it is not sound, and a
/// tuning, 0 likewise.
LV2_State_Status
dala_state_restore(const DalaUris* uris, LV2_State_Retrieve_Function retrieve,
                   LV2_State_Handle handle, DalaTone* tone, float* fine_cents);

#endif // DALA_LV2_STATE_H
