#include "../test_plugin.h"

#include "lv2/atom/atom.h"
#include "lv2/atom/util.h"
#include "lv2/midi/midi.h"
#include "lv2/time/time.h"
#include "lv2/urid/urid.h"

/// Writes down what events it gets: each in the frame it is for, one output
/// per property of a time:Position, and one for the second byte of messages.
enum { IN, EVENTS, MIDI, FIRST_PROPERTY, N_PROPERTIES = 9 };

static const char* const properties[N_PROPERTIES] = {
  LV2_TIME__frame,    LV2_TIME__framesPerSecond, LV2_TIME__speed,
  LV2_TIME__bar,      LV2_TIME__barBeat,         LV2_TIME__beat,
  LV2_TIME__beatUnit, LV2_TIME__beatsPerBar,     LV2_TIME__beatsPerMinute,
};

typedef struct {
  TestPlugin    base;
  LV2_URID_Map* map;
} Events;

static LV2_Handle
instantiate(const LV2_Descriptor* descriptor, double rate, const char* bundle,
            const LV2_Feature* const* features)
{
  Events* self = (Events*)calloc(1, sizeof(Events));
  (void)descriptor;
  (void)bundle;
  for (uint32_t i = 0; self && features[i]; ++i) {
    if (!strcmp(features[i]->URI, LV2_URID__map)) {
      self->map = (LV2_URID_Map*)features[i]->data;
    }
  }
  self->base.rate = rate;
  return self;
}

static LV2_URID
urid(const Events* self, const char* uri)
{
  return self->map->map(self->map->handle, uri);
}

/// Any number atom as a float.
static float
number(const Events* self, const LV2_Atom* atom)
{
  const void* body = atom + 1;
  return atom->type == urid(self, LV2_ATOM__Float) ? *(const float*)body
         : atom->type == urid(self, LV2_ATOM__Double)
           ? (float)*(const double*)body
         : atom->type == urid(self, LV2_ATOM__Long)
           ? (float)*(const int64_t*)body
         : atom->type == urid(self, LV2_ATOM__Int)
           ? (float)*(const int32_t*)body
           : -999.0f;
}

static void
write_position(const Events* self, const LV2_Atom_Object* object, size_t frame)
{
  if (object->body.otype != urid(self, LV2_TIME__Position)) {
    return;
  }
  LV2_ATOM_OBJECT_FOREACH(object, p)
  {
    for (uint32_t i = 0; i < N_PROPERTIES; ++i) {
      if (p->key == urid(self, properties[i])) {
        sound(&self->base, FIRST_PROPERTY + i)[frame] = number(self, &p->value);
      }
    }
  }
}

static void
run(LV2_Handle instance, uint32_t n)
{
  Events*                  self = (Events*)instance;
  const LV2_Atom_Sequence* in =
    (const LV2_Atom_Sequence*)self->base.ports[EVENTS];
  for (uint32_t i = MIDI; i < FIRST_PROPERTY + N_PROPERTIES; ++i) {
    memset(sound(&self->base, i), 0, n * sizeof(float));
  }
  LV2_ATOM_SEQUENCE_FOREACH(in, event)
  {
    const size_t frame = (size_t)event->time.frames;
    if (event->body.type == urid(self, LV2_MIDI__MidiEvent)) {
      const uint8_t* bytes = (const uint8_t*)(&event->body + 1);
      sound(&self->base, MIDI)[frame] +=
        (float)bytes[1] + (float)event->body.size / 16.0f;
    } else if (event->body.type == urid(self, LV2_ATOM__Object)) {
      write_position(self, (const LV2_Atom_Object*)&event->body, frame);
    }
  }
}

TEST_PLUGIN("urn:dala-test:events", instantiate, run, test_cleanup, NULL)
