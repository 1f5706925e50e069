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

static void
write_slot(DalaStateSlot* const slot, const DalaTone* const tone,
           const float fine_cents)
{
  const uint32_t turn = atomic_load(&slot->turn);
  atomic_store(&slot->turn, turn + 1U);
  atomic_store(&slot->fine, fine_cents);
  atomic_store(&slot->count, tone->count);
  atomic_store(&slot->values[0], tone->hz);
  for (uint32_t k = 0U; k < tone->count; k++) {
    atomic_store(&slot->values[1U + k], tone->amp[k]);
  }
  atomic_store(&slot->turn, turn + 2U);
}

/// True if nothing was written meanwhile; `turn` is that of what was read.
static bool
read_slot(DalaStateSlot* const slot, DalaTone* const tone,
          float* const fine_cents, uint32_t* const turn)
{
  *turn       = atomic_load(&slot->turn);
  *fine_cents = atomic_load(&slot->fine);
  tone->count = atomic_load(&slot->count);
  tone->hz    = atomic_load(&slot->values[0]);
  for (uint32_t k = 0U; k < DALA_TONE_PARTIALS; k++) {
    tone->amp[k] = atomic_load(&slot->values[1U + k]);
  }
  return !(*turn & 1U) && *turn == atomic_load(&slot->turn);
}

void
dala_state_publish(DalaState* const self, const DalaTone* const tone)
{
  write_slot(&self->known, tone, atomic_load(&self->known.fine));
}

void
dala_state_publish_fine(DalaState* const self, const float cents)
{
  atomic_store(&self->known.fine, fminf(fmaxf(cents, -MOST_FINE), MOST_FINE));
}

bool
dala_state_take(DalaState* const self, DalaTone* const tone,
                float* const fine_cents)
{
  uint32_t turn = atomic_load(&self->restored.turn);
  if (turn == atomic_load(&self->taken)) {
    return false;
  }
  if (!read_slot(&self->restored, tone, fine_cents, &turn)) {
    return false; // it is being written: the next run has it
  }
  write_slot(&self->known, tone, *fine_cents);
  atomic_store(&self->taken, turn);
  return true;
}

/// Header and elements as an atom vector has them.
typedef struct {
  LV2_Atom_Vector_Body head;
  float                values[DALA_STATE_FLOATS];
} Kept;

static LV2_State_Status
save_tone(const DalaTone* const tone, const DalaUris* const uris,
          const LV2_State_Store_Function store, LV2_State_Handle handle)
{
  Kept kept = { .head = { sizeof(float), uris->atom_float } };
  if (tone->count == 0U) {
    return LV2_STATE_SUCCESS;
  }
  kept.values[0] = tone->hz;
  memcpy(kept.values + 1U, tone->amp, tone->count * sizeof(float));
  return store(handle, uris->dala_tone, &kept,
               sizeof kept.head + (1U + tone->count) * sizeof(float),
               uris->atom_vector, LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
}

LV2_State_Status
dala_state_save(DalaState* const self, const DalaUris* const uris,
                const LV2_State_Store_Function store, LV2_State_Handle handle)
{
  const bool is_taken =
    atomic_load(&self->restored.turn) == atomic_load(&self->taken);
  DalaTone tone;
  float    fine;
  uint32_t turn;
  while (!read_slot(is_taken ? &self->known : &self->restored, &tone, &fine,
                    &turn)) {
    // a capture is published in microseconds
  }
  const LV2_State_Status status = save_tone(&tone, uris, store, handle);
  return status != LV2_STATE_SUCCESS
           ? status
           : store(handle, uris->dala_fine, &fine, sizeof fine,
                   uris->atom_float, LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
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

/// A preset that sets ports alone has neither.
static bool
is_kept(const DalaUris* const uris, const LV2_State_Retrieve_Function retrieve,
        LV2_State_Handle handle)
{
  size_t   size  = 0U;
  uint32_t type  = 0U;
  uint32_t flags = 0U;
  return retrieve(handle, uris->dala_tone, &size, &type, &flags) ||
         retrieve(handle, uris->dala_fine, &size, &type, &flags);
}

LV2_State_Status
dala_state_restore(DalaState* const self, const DalaUris* const uris,
                   const LV2_State_Retrieve_Function retrieve,
                   LV2_State_Handle                  handle)
{
  if (!is_kept(uris, retrieve, handle)) {
    return LV2_STATE_SUCCESS;
  }
  DalaTone               tone;
  float                  fine_cents;
  const LV2_State_Status of_tone = restore_tone(uris, retrieve, handle, &tone);
  const LV2_State_Status of_fine =
    restore_fine(uris, retrieve, handle, &fine_cents);
  write_slot(&self->restored, &tone, fine_cents);
  return of_tone != LV2_STATE_SUCCESS ? of_tone : of_fine;
}
