#include "../test_plugin.h"

#include "lv2/state/state.h"
#include "lv2/urid/urid.h"

#include <math.h>
#include <pthread.h>
#include <unistd.h>

/// A wire that is made well, and others with one fault each.
enum { IN, OUT, LATENCY, AMOUNT, ENABLED };

/// Delay of the one that is late, in frames.
#define DELAY 300u

static float shared_memory;

/// The wire: what is not a number or too large becomes silence.
static float
safe(float x)
{
  return fabsf(x) <= 64.0f ? x : 0.0f;
}

static void
copy(TestPlugin* self, uint32_t n)
{
  for (uint32_t i = 0; i < n; ++i) {
    sound(self, OUT)[i] = safe(sound(self, IN)[i]);
  }
  *sound(self, LATENCY) = 0.0f;
  self->frame += n;
}

static void
run_good(LV2_Handle instance, uint32_t n)
{
  copy((TestPlugin*)instance, n);
}

static void
run_hangs(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  copy(self, n);
  while (self->frame > 1000u) {
    pause();
  }
}

static void
run_late(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  for (uint32_t i = 0; i < n; ++i) {
    const float x          = safe(sound(self, IN)[i]);
    sound(self, OUT)[i]    = self->memory[self->at];
    self->memory[self->at] = x;
    self->at               = (self->at + 1u) % DELAY;
  }
  *sound(self, LATENCY) = 16.0f;
}

static void
run_clears_first(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  memset(sound(self, OUT), 0, n * sizeof(float));
  copy(self, n);
}

static void
run_allocates(LV2_Handle instance, uint32_t n)
{
  void* volatile block = malloc(n + 1u);
  free(block);
  copy((TestPlugin*)instance, n);
}

static void
run_locks(LV2_Handle instance, uint32_t n)
{
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&mutex);
  copy((TestPlugin*)instance, n);
  pthread_mutex_unlock(&mutex);
}

static void
run_calls(LV2_Handle instance, uint32_t n)
{
  (void)getppid();
  copy((TestPlugin*)instance, n);
}

static void
run_by_block(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  copy(self, n);
  for (uint32_t i = 0; i < n; ++i) {
    sound(self, OUT)[i] *= (float)n / 8192.0f;
  }
}

/// Counts blocks and forgets none when activated again.
static void
run_keeps(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  for (uint32_t i = 0; i < n; ++i, ++self->frame) {
    sound(self, OUT)[i] =
      safe(sound(self, IN)[i]) / (1.0f + 0.001f * (float)self->frame);
  }
  *sound(self, LATENCY) = 0.0f;
}

static void
run_shares(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  for (uint32_t i = 0; i < n; ++i) {
    shared_memory       = 0.5f * (shared_memory + safe(sound(self, IN)[i]));
    sound(self, OUT)[i] = shared_memory;
  }
  *sound(self, LATENCY) = 0.0f;
}

static void
run_remembers_nan(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  for (uint32_t i = 0; i < n; ++i) {
    self->memory[0]     = 0.5f * (self->memory[0] + sound(self, IN)[i]);
    sound(self, OUT)[i] = self->memory[0];
  }
  *sound(self, LATENCY) = 0.0f;
}

static void
run_divides(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  copy(self, n);
  for (uint32_t i = 0; i < n; ++i) {
    sound(self, OUT)[i] += 1.0f / (1.0f - control(self, AMOUNT)) - 1.0f;
  }
}

/// Turns down at once.
static void
run_clicks(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  copy(self, n);
  for (uint32_t i = 0; i < n; ++i) {
    sound(self, OUT)[i] *= 1.0f - 0.9f * safe(control(self, AMOUNT));
  }
}

/// Bypassed, it is half as loud; the way there is smooth.
static void
run_half_bypass(LV2_Handle instance, uint32_t n)
{
  TestPlugin* self = (TestPlugin*)instance;
  const float gain = control(self, ENABLED) > 0.0f ? 1.0f : 0.5f;
  copy(self, n);
  for (uint32_t i = 0; i < n; ++i) {
    self->memory[0] += 0.002f * (gain - self->memory[0]);
    sound(self, OUT)[i] *= self->memory[0];
  }
}

static void
run_dies_of_nothing(LV2_Handle instance, uint32_t n)
{
  if (!n) {
    abort();
  }
  copy((TestPlugin*)instance, n);
}

/// Takes long over silence, as with denormals.
static void
run_slow_in_silence(LV2_Handle instance, uint32_t n)
{
  TestPlugin*    self = (TestPlugin*)instance;
  volatile float x    = 1.0f;
  copy(self, n);
  for (uint32_t i = 0; i < n; ++i) {
    for (int k = 0; k < 40 && fabsf(sound(self, IN)[i]) < 1e-6f; ++k) {
      x = x * 0.999f;
    }
  }
}

static LV2_Handle
make(const LV2_Descriptor* descriptor, double rate, const char* bundle,
     const LV2_Feature* const* features)
{
  if (strstr(descriptor->URI, "low-rates") && rate > 100000.0) {
    return NULL;
  }
  TestPlugin* self =
    (TestPlugin*)test_instantiate(descriptor, rate, bundle, features);
  if (self) {
    self->memory = (float*)calloc(DELAY, sizeof(float));
  }
  return self;
}

/// All of it but the memory.
static void
lose(LV2_Handle instance)
{
  free(instance);
}

static LV2_State_Status
save(LV2_Handle instance, LV2_State_Store_Function store,
     LV2_State_Handle handle, uint32_t flags,
     const LV2_Feature* const* features)
{
  static int32_t count;
  (void)instance;
  (void)flags;
  for (size_t i = 0; features && features[i]; ++i) {
    if (!strcmp(features[i]->URI, LV2_URID__map)) {
      LV2_URID_Map* map = (LV2_URID_Map*)features[i]->data;
      ++count;
      return store(handle, map->map(map->handle, "urn:dala-test:count"), &count,
                   sizeof(count),
                   map->map(map->handle, "http://lv2plug.in/ns/ext/atom#Int"),
                   LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
    }
  }
  return LV2_STATE_ERR_NO_FEATURE;
}

static LV2_State_Status
restore(LV2_Handle instance, LV2_State_Retrieve_Function retrieve,
        LV2_State_Handle handle, uint32_t flags,
        const LV2_Feature* const* features)
{
  (void)instance;
  (void)retrieve;
  (void)handle;
  (void)flags;
  (void)features;
  return LV2_STATE_SUCCESS;
}

/// A state that is another each time.
static const void*
state(const char* uri)
{
  static const LV2_State_Interface interface = { save, restore };
  return strcmp(uri, LV2_STATE__interface) ? NULL : &interface;
}

#define FAULT(name, run, cleanup, data)                                        \
  {                                                                            \
    "urn:dala-test:faulty-" name, make, test_connect, NULL, run, NULL,         \
      cleanup, data                                                            \
  }

LV2_SYMBOL_EXPORT const LV2_Descriptor*
lv2_descriptor(uint32_t index)
{
  static const LV2_Descriptor all[] = {
    FAULT("good", run_good, test_cleanup, NULL),
    FAULT("hangs", run_hangs, test_cleanup, NULL),
    FAULT("leaks", run_good, lose, NULL),
    FAULT("late", run_late, test_cleanup, NULL),
    FAULT("clears-first", run_clears_first, test_cleanup, NULL),
    FAULT("allocates", run_allocates, test_cleanup, NULL),
    FAULT("locks", run_locks, test_cleanup, NULL),
    FAULT("calls", run_calls, test_cleanup, NULL),
    FAULT("by-block", run_by_block, test_cleanup, NULL),
    FAULT("keeps", run_keeps, test_cleanup, NULL),
    FAULT("shares", run_shares, test_cleanup, NULL),
    FAULT("remembers-nan", run_remembers_nan, test_cleanup, NULL),
    FAULT("divides", run_divides, test_cleanup, NULL),
    FAULT("dies-of-nothing", run_dies_of_nothing, test_cleanup, NULL),
    FAULT("slow-in-silence", run_slow_in_silence, test_cleanup, NULL),
    FAULT("clicks", run_clicks, test_cleanup, NULL),
    FAULT("half-bypass", run_half_bypass, test_cleanup, NULL),
    FAULT("low-rates", run_good, test_cleanup, NULL),
    FAULT("forgets-state", run_good, test_cleanup, state),
  };
  return index < sizeof(all) / sizeof(all[0]) ? &all[index] : NULL;
}
