#include "plugin/ports.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/midi/midi.h>
#include <lv2/patch/patch.h>
#include <lv2/state/state.h>
#include <lv2/time/time.h>
#include <lv2/urid/urid.h>

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/**
   libFuzzer driver for what a host hands the plugin: a state, and events.

   An input is a Head, the bytes of the two properties of a state, and the body
   of the sequence of the control port. Each stands in a block of its own of
   just that size, so that a read beyond it is found. URIDs are places in
   `known` counted from 1; others follow.
*/
int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

#define MOST_FRAMES 64U

typedef struct {
  uint8_t stereo;
  uint8_t frames;    ///< Of the run, up to MOST_FRAMES.
  uint8_t tone_size; ///< Words.
  uint8_t tone_type;
  uint8_t fine_size;
  uint8_t fine_type;
  uint8_t notify_room; ///< Pairs of words for events on the notify port.
  uint8_t restart;     ///< 255: from silence, else the sound before goes on.
} Head;

static const char* const known[] = {
  LV2_ATOM__Float,
  LV2_ATOM__Double,
  LV2_ATOM__Int,
  LV2_ATOM__Long,
  LV2_ATOM__Object,
  LV2_ATOM__Blank,
  LV2_ATOM__Vector,
  LV2_ATOM__String,
  LV2_MIDI__MidiEvent,
  LV2_TIME__Position,
  LV2_TIME__bar,
  LV2_TIME__barBeat,
  LV2_TIME__beatUnit,
  LV2_TIME__beatsPerBar,
  LV2_TIME__beatsPerMinute,
  LV2_TIME__frame,
  LV2_TIME__speed,
  LV2_PATCH__Set,
  LV2_PATCH__property,
  LV2_PATCH__value,
  "urn:dala:violin#tone",
  "urn:dala:violin#fineTuning",
};
#define N_KNOWN (sizeof known / sizeof known[0])

static LV2_URID
map_uri(LV2_URID_Map_Handle handle, const char* const uri)
{
  static char*    others[64];
  static uint32_t n_others;
  (void)handle;
  for (uint32_t i = 0; i < N_KNOWN; i++) {
    if (!strcmp(uri, known[i])) {
      return i + 1U;
    }
  }
  for (uint32_t i = 0; i < n_others; i++) {
    if (!strcmp(uri, others[i])) {
      return (LV2_URID)N_KNOWN + i + 1U;
    }
  }
  others[n_others] = strdup(uri);
  return (LV2_URID)N_KNOWN + ++n_others;
}

typedef struct {
  const LV2_Descriptor*      descriptor;
  const LV2_State_Interface* state;
  LV2_Handle                 handle;
  float                      values[DALA_N_PORTS];
} Instance;

/// One of each kind for all inputs; the drone speaks with the tone restored.
static Instance*
instance(const bool stereo)
{
  static Instance          both[2];
  static LV2_URID_Map      map        = { NULL, map_uri };
  static const LV2_Feature feature    = { LV2_URID__map, &map };
  const LV2_Feature* const features[] = { &feature, NULL };
  Instance* const          self       = &both[stereo];
  if (self->handle) {
    return self;
  }
  self->descriptor = lv2_descriptor(stereo);
  self->handle =
    self->descriptor->instantiate(self->descriptor, 48000.0, "", features);
  self->state = (const LV2_State_Interface*)self->descriptor->extension_data(
    LV2_STATE__interface);
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    self->values[i] = (float)dala_ports[i].standard;
    if (dala_ports[i].kind == DALA_KIND_PARAM ||
        dala_ports[i].kind == DALA_KIND_OUTPUT) {
      self->descriptor->connect_port(self->handle, i, &self->values[i]);
    }
  }
  self->values[DALA_PORT_DRONE_VOICE] = 3.0f;
  self->values[DALA_PORT_DRONE_HOLD]  = 1.0f;
  self->values[DALA_PORT_PULSE]       = 1.0f;
  self->descriptor->activate(self->handle);
  return self;
}

/// A block of just this size with these bytes.
static void*
copy(const uint8_t* const bytes, const size_t size)
{
  void* const block = malloc(size ? size : 1U);
  if (!block) {
    abort();
  }
  if (size) {
    memcpy(block, bytes, size);
  }
  return block;
}

/// Take up to `size` bytes off the front of what is left, into a copy.
static void*
cut(const uint8_t** const at, size_t* const left, size_t* const size)
{
  *size             = *size < *left ? *size : *left;
  void* const block = copy(*at, *size);
  *at += *size;
  *left -= *size;
  return block;
}

typedef struct {
  void*    value; ///< NULL: it was not kept.
  size_t   size;
  uint32_t type;
} Property;

/// The tone, then the fine tuning.
typedef struct {
  Property properties[2];
} State;

static Property*
find(State* const state, const uint32_t key)
{
  return &state->properties[key == map_uri(NULL, "urn:dala:violin#fineTuning")];
}

static const void*
retrieve(LV2_State_Handle handle, const uint32_t key, size_t* const size,
         uint32_t* const type, uint32_t* const flags)
{
  const Property* const property = find((State*)handle, key);
  *size                          = property->size;
  *type                          = property->type;
  *flags                         = LV2_STATE_IS_POD;
  return property->value;
}

static LV2_State_Status
store(LV2_State_Handle handle, const uint32_t key, const void* const value,
      const size_t size, const uint32_t type, const uint32_t flags)
{
  Property* const property = find((State*)handle, key);
  (void)flags;
  property->value = copy((const uint8_t*)value, size);
  property->size  = size;
  property->type  = type;
  return LV2_STATE_SUCCESS;
}

static void
free_state(State* const state)
{
  free(state->properties[0].value);
  free(state->properties[1].value);
}

/// What is saved can be restored, whatever was restored before.
static void
save_and_restore(const Instance* const self)
{
  State state = { .properties = { { NULL } } };
  if (self->state->save(self->handle, store, &state, 0U, NULL) ||
      self->state->restore(self->handle, retrieve, &state, 0U, NULL)) {
    abort();
  }
  free_state(&state);
}

/// A sequence with a body, or room for one if that is NULL, of just that size.
static LV2_Atom_Sequence*
new_sequence(const uint8_t* const body, const size_t size)
{
  LV2_Atom_Sequence* const sequence =
    (LV2_Atom_Sequence*)calloc(1U, sizeof(LV2_Atom_Sequence) + size);
  if (!sequence) {
    abort();
  }
  sequence->atom.size = (uint32_t)(sizeof sequence->body + size);
  sequence->atom.type = map_uri(NULL, LV2_ATOM__Sequence);
  if (body) {
    memcpy(sequence + 1, body, size);
  }
  return sequence;
}

static void
run(Instance* const self, const uint32_t n)
{
  static float in[MOST_FRAMES];
  float* const out = (float*)malloc(2U * sizeof in);
  if (!in[1]) {
    for (uint32_t i = 0; i < MOST_FRAMES; i++) {
      in[i] = 0.3f * sinf(0.0576f * (float)i);
    }
  }
  self->descriptor->connect_port(self->handle, DALA_PORT_IN, in);
  self->descriptor->connect_port(self->handle, DALA_PORT_IN_R, in);
  self->descriptor->connect_port(self->handle, DALA_PORT_OUT_L, out);
  self->descriptor->connect_port(self->handle, DALA_PORT_OUT_R,
                                 out + MOST_FRAMES);
  self->descriptor->run(self->handle, n);
  for (uint32_t i = 0; i < n; i++) {
    if (!(fabsf(out[i]) <= 1.0f) || !(fabsf(out[MOST_FRAMES + i]) <= 1.0f)) {
      abort();
    }
  }
  free(out);
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    if (dala_ports[i].kind == DALA_KIND_OUTPUT && !isfinite(self->values[i])) {
      abort();
    }
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
  Head head;
  if (size < sizeof head) {
    return 0;
  }
  memcpy(&head, data, sizeof head);
  data += sizeof head;
  size -= sizeof head;
  Instance* const self = instance(head.stereo & 1U);
  State state = { .properties = { { NULL, head.tone_size * 4U, head.tone_type },
                                  { NULL, head.fine_size, head.fine_type } } };
  for (uint32_t i = 0; i < 2U; i++) {
    Property* const property = &state.properties[i];
    if (property->type) { // or it was not kept
      property->value = cut(&data, &size, &property->size);
    }
  }
  if (head.restart == 255U) {
    self->descriptor->activate(self->handle);
  }
  self->state->restore(self->handle, retrieve, &state, 0U, NULL);
  free_state(&state);
  save_and_restore(self);

  LV2_Atom_Sequence* const control = new_sequence(data, size);
  LV2_Atom_Sequence* const notify  = new_sequence(NULL, 8U * head.notify_room);
  self->descriptor->connect_port(self->handle, DALA_PORT_CONTROL, control);
  self->descriptor->connect_port(self->handle, DALA_PORT_NOTIFY, notify);
  run(self, head.frames % (MOST_FRAMES + 1U));
  free(control);
  free(notify);
  save_and_restore(self);
  return 0;
}
