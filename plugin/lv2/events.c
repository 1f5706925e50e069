#include "plugin/lv2/events.h"

#include <lv2/atom/util.h>

#include <math.h>
#include <stddef.h>
#include <string.h>

#define CC_HOLD 64U           // sustain pedal
#define CC_ORNAMENT 80U       // general purpose button
#define CC_ALL_SOUND_OFF 120U // panic
#define CC_ALL_NOTES_OFF 123U // panic

static bool
read_midi(const uint8_t* const message, const uint32_t size,
          DalaEvent* const to)
{
  if (size < 3U) {
    return false;
  }
  const unsigned status = message[0] & 0xF0U;
  if (status == 0x90U && message[2] > 0U) {
    to->kind    = DALA_EVENT_NOTE;
    to->as.note = message[1] & 0x7FU;
    return true;
  }
  if (status != 0xB0U) {
    return false;
  }
  switch (message[1]) {
    case CC_HOLD:
      to->kind    = DALA_EVENT_HOLD;
      to->as.hold = message[2] >= 64U;
      return true;
    case CC_ORNAMENT:
      to->kind = DALA_EVENT_ORNAMENT;
      return message[2] >= 64U; // pressed, not let go
    case CC_ALL_SOUND_OFF:
    case CC_ALL_NOTES_OFF:
      to->kind = DALA_EVENT_SILENCE;
      return true;
    default:
      return false;
  }
}

/// Hosts write positions as float, double, int or long; keep `value` if not.
static void
read_number(const DalaUris* const uris, const LV2_Atom* const atom,
            float* const value)
{
  double number = NAN;
  if (!atom) {
    return;
  }
  if (atom->type == uris->atom_float && atom->size >= sizeof(float)) {
    number = (double)((const LV2_Atom_Float*)atom)->body;
  } else if (atom->type == uris->atom_double && atom->size >= sizeof(double)) {
    number = ((const LV2_Atom_Double*)atom)->body;
  } else if (atom->type == uris->atom_int && atom->size >= sizeof(int32_t)) {
    number = (double)((const LV2_Atom_Int*)atom)->body;
  } else if (atom->type == uris->atom_long && atom->size >= sizeof(int64_t)) {
    number = (double)((const LV2_Atom_Long*)atom)->body;
  }
  if (isfinite(number)) {
    *value = (float)number;
  }
}

static void
read_position(const DalaUris* const uris, const LV2_Atom_Object* const object,
              DalaPosition* const position)
{
  const LV2_Atom* bar_beat      = NULL;
  const LV2_Atom* beats_per_bar = NULL;
  const LV2_Atom* bpm           = NULL;
  const LV2_Atom* speed         = NULL;
  lv2_atom_object_get(object, uris->time_bar_beat, &bar_beat,
                      uris->time_beats_per_bar, &beats_per_bar,
                      uris->time_beats_per_minute, &bpm, uris->time_speed,
                      &speed, 0);
  read_number(uris, bar_beat, &position->bar_beat);
  read_number(uris, beats_per_bar, &position->beats_per_bar);
  read_number(uris, bpm, &position->bpm);
  read_number(uris, speed, &position->speed);
}

bool
dala_events_read(const DalaUris* const uris, const LV2_Atom_Event* const from,
                 const DalaPosition* const held, DalaEvent* const to)
{
  const LV2_Atom* const body = &from->body;
  if (body->type == uris->midi_event) {
    return read_midi((const uint8_t*)(body + 1), body->size, to);
  }
  if (body->type != uris->atom_object && body->type != uris->atom_blank) {
    return false;
  }
  const LV2_Atom_Object* const object = (const LV2_Atom_Object*)body;
  if (body->size < sizeof object->body ||
      object->body.otype != uris->time_position) {
    return false;
  }
  to->kind        = DALA_EVENT_POSITION;
  to->as.position = *held;
  read_position(uris, object, &to->as.position);
  return true;
}

/// An event of the notify port: an object with one property.
typedef struct {
  LV2_Atom_Event         event;
  LV2_Atom_Object_Body   object;
  LV2_Atom_Property_Body hz;
  float                  value;
  uint32_t               pad;
} Note;

void
dala_events_write(const DalaUris* const uris, const DalaHeardEvent* const heard,
                  const uint32_t n, LV2_Atom_Sequence* const notify)
{
  const uint32_t room = notify->atom.size;
  uint32_t       size = sizeof notify->body;
  if (room < size) {
    return;
  }
  const LV2_URID kinds[] = { [DALA_HEARD_NOTE]   = uris->dala_note,
                             [DALA_HEARD_LEGATO] = uris->dala_legato,
                             [DALA_HEARD_BOW]    = uris->dala_bow,
                             [DALA_HEARD_END]    = uris->dala_end };
  uint8_t* const at      = (uint8_t*)&notify->body;
  for (uint32_t i = 0; i < n && room - size >= sizeof(Note); i++) {
    const uint32_t body = sizeof(Note) - sizeof(LV2_Atom_Event);
    const Note     note = {
          .event  = { .time.frames = heard[i].frame,
                      .body = { .size = body, .type = uris->atom_object } },
          .object = { .id = 0U, .otype = kinds[heard[i].kind] },
          .hz     = { .key     = uris->dala_hz,
                      .context = 0U,
                      .value = { .size = sizeof(float), .type = uris->atom_float } },
          .value  = heard[i].f0_hz
    };
    memcpy(at + size, &note, sizeof note);
    size += (uint32_t)sizeof note;
  }
  notify->atom.type = uris->atom_sequence;
  notify->atom.size = size;
  notify->body.unit = 0U; // frames
  notify->body.pad  = 0U;
}
