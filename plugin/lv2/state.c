#include "plugin/lv2/state.h"

#include <lv2/atom/atom.h>

#include <math.h>
#include <string.h>

/// Pitches that a tone may have, Hz: those of any bowed string.
#define LEAST_HZ 20.0F
#define MOST_HZ 8000.0F

/// Loudest partial that can be meant: the limit of a sound input.
#define MOST_AMP 64.0F

/// Cents from A4 that a player may be tuned.
#define MOST_FINE 30.0F

void
dala_state_publish(DalaState* const self, const DalaTone* const tone)
{
  const uint32_t turn = atomic_load(&self->turn);
  atomic_store(&self->turn, turn + 1U);
  atomic_store(&self->count, tone->count);
  atomic_store(&self->values[0], tone->hz);
  for (uint32_t k = 0U; k < tone->count; k++) {
    atomic_store(&self->values[1U + k], tone->amp[k]);
  }
  atomic_store(&self->turn, turn + 2U);
}

void
dala_state_publish_fine(DalaState* const self, const float cents)
{
  atomic_store(&self->fine, fminf(fmaxf(cents, -MOST_FINE), MOST_FINE));
}

/// Header and elements as an atom vector has them.
typedef struct {
  LV2_Atom_Vector_Body head;
  float                values[DALA_STATE_FLOATS];
} Kept;

static LV2_State_Status
save_tone(DalaState* const self, const DalaUris* const uris,
          const LV2_State_Store_Function store, LV2_State_Handle handle)
{
  Kept     kept = { .head = { sizeof(float), uris->atom_float } };
  uint32_t turn;
  uint32_t count;
  do { // a capture ends in microseconds
    turn  = atomic_load(&self->turn);
    count = atomic_load(&self->count);
    for (uint32_t i = 0U; i < DALA_STATE_FLOATS; i++) {
      kept.values[i] = atomic_load(&self->values[i]);
    }
  } while ((turn & 1U) || turn != atomic_load(&self->turn));
  if (count == 0U) {
    return LV2_STATE_SUCCESS;
  }
  return store(handle, uris->dala_tone, &kept,
               sizeof kept.head + (1U + count) * sizeof(float),
               uris->atom_vector, LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
}

LV2_State_Status
dala_state_save(DalaState* const self, const DalaUris* const uris,
                const LV2_State_Store_Function store, LV2_State_Handle handle)
{
  const float            fine   = atomic_load(&self->fine);
  const LV2_State_Status status = save_tone(self, uris, store, handle);
  if (status != LV2_STATE_SUCCESS || fine == 0.0F) {
    return status;
  }
  return store(handle, uris->dala_fine, &fine, sizeof fine, uris->atom_float,
               LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
}

/// True if every number of n partials is one that can be meant.
static bool
is_sound(const Kept* const kept, const uint32_t n)
{
  bool sound = kept->values[0] >= LEAST_HZ && kept->values[0] <= MOST_HZ;
  for (uint32_t k = 1U; k <= n; k++) {
    sound = sound && kept->values[k] > 0.0F && kept->values[k] <= MOST_AMP;
  }
  return sound;
}

static LV2_State_Status
restore_tone(const DalaUris* const             uris,
             const LV2_State_Retrieve_Function retrieve,
             LV2_State_Handle handle, DalaTone* const tone)
{
  size_t            size  = 0U;
  uint32_t          type  = 0U;
  uint32_t          flags = 0U;
  Kept              kept;
  const void* const value =
    retrieve(handle, uris->dala_tone, &size, &type, &flags);
  memset(tone, 0, sizeof *tone);
  if (!value) {
    return LV2_STATE_SUCCESS;
  }
  if (type != uris->atom_vector || size > sizeof kept ||
      size < sizeof kept.head + 2U * sizeof(float) ||
      size % sizeof(float) != 0U) {
    return LV2_STATE_ERR_BAD_TYPE;
  }
  memcpy(&kept, value, size);
  const uint32_t n = (uint32_t)((size - sizeof kept.head) / sizeof(float)) - 1U;
  if (kept.head.child_type != uris->atom_float ||
      kept.head.child_size != sizeof(float) || !is_sound(&kept, n)) {
    return LV2_STATE_ERR_BAD_TYPE;
  }
  tone->hz    = kept.values[0];
  tone->count = n;
  memcpy(tone->amp, kept.values + 1U, n * sizeof(float));
  return LV2_STATE_SUCCESS;
}

static LV2_State_Status
restore_fine(const DalaUris* const             uris,
             const LV2_State_Retrieve_Function retrieve,
             LV2_State_Handle handle, float* const cents)
{
  size_t            size  = 0U;
  uint32_t          type  = 0U;
  uint32_t          flags = 0U;
  float             kept  = 0.0F;
  const void* const value =
    retrieve(handle, uris->dala_fine, &size, &type, &flags);
  *cents = 0.0F;
  if (!value) {
    return LV2_STATE_SUCCESS;
  }
  if (type != uris->atom_float || size != sizeof kept) {
    return LV2_STATE_ERR_BAD_TYPE;
  }
  memcpy(&kept, value, sizeof kept);
  if (!(fabsf(kept) <= MOST_FINE)) {
    return LV2_STATE_ERR_BAD_TYPE;
  }
  *cents = kept;
  return LV2_STATE_SUCCESS;
}

LV2_State_Status
dala_state_restore(const DalaUris* const             uris,
                   const LV2_State_Retrieve_Function retrieve,
                   LV2_State_Handle handle, DalaTone* const tone,
                   float* const fine_cents)
{
  const LV2_State_Status of_tone = restore_tone(uris, retrieve, handle, tone);
  const LV2_State_Status of_fine =
    restore_fine(uris, retrieve, handle, fine_cents);
  return of_tone != LV2_STATE_SUCCESS ? of_tone : of_fine;
}
