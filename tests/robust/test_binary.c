/**
   What the built plugin takes: one piece of memory, few libraries; and what
   it shows: one symbol.
*/
#include "tests/support/check.h"
#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/traps.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#define LINES 256U

static char   lines[LINES][256];
static size_t n_lines;

/// Lines that a command prints about the binary; false if it is not there.
static bool
ask(const char* const command)
{
  char line[4096];
  snprintf(line, sizeof line, "%s \"$DALA_BUNDLE/dala.so\" 2>/dev/null",
           command);
  FILE* const pipe = popen(line, "r");
  n_lines          = 0U;
  while (pipe && n_lines < LINES && fgets(lines[n_lines], 256, pipe)) {
    lines[n_lines][strcspn(lines[n_lines], "\n")] = '\0';
    n_lines++;
  }
  return pipe && !pclose(pipe);
}

static bool
sanitized(void)
{
#ifdef DALA_SANITIZE
  printf("sanitizers: skipped\n");
  return true;
#else
  return false;
#endif
}

static void
test_binary_shows_lv2_descriptor_alone(void** const state)
{
  (void)state;
  if (sanitized()) {
    return;
  }
  if (!ask("nm -D --defined-only --format=just-symbols")) {
    printf("no nm: a few names instead\n");
    void* const library = dlopen(NULL, RTLD_NOW);
    assert_null(dlsym(library, "dala_engine_process"));
    assert_null(dlsym(library, "dala_ports"));
    return;
  }
  assert_int_equal(n_lines, 1U);
  assert_string_equal(lines[0], "lv2_descriptor");
}

static void
test_binary_needs_libc_and_libm_alone(void** const state)
{
  (void)state;
  if (sanitized()) {
    return;
  }
  if (!ask("readelf -d")) {
    printf("no readelf: skipped\n");
    return;
  }
  static const char* const known[] = { "[libc.so", "[libm.so", "[ld-linux" };
  size_t                   needed  = 0U;
  for (size_t i = 0; i < n_lines; i++) {
    if (!strstr(lines[i], "(NEEDED)")) {
      continue;
    }
    needed++;
    bool allowed = false;
    for (size_t k = 0; k < 3U; k++) {
      allowed = allowed || strstr(lines[i], known[k]);
    }
    if (!allowed) {
      print_error("%s\n", lines[i]);
      fail();
    }
  }
  assert_in_range(needed, 1U, 3U);
}

static void
test_binary_binds_at_load(void** const state)
{
  (void)state;
  if (sanitized()) {
    return;
  }
  if (!ask("readelf -d")) {
    printf("no readelf: skipped\n");
    return;
  }
  bool now = false;
  for (size_t i = 0; i < n_lines; i++) {
    now = now || strstr(lines[i], "BIND_NOW") || strstr(lines[i], "NOW");
    assert_null(strstr(lines[i], "TEXTREL"));
  }
  assert_true(now);
}

static void
test_binary_has_two_plugins_and_no_third(void** const state)
{
  (void)state;
  const LV2_Descriptor* const mono   = test_plug_descriptor(false);
  const LV2_Descriptor* const stereo = test_plug_descriptor(true);
  assert_string_equal(mono->URI, DALA_URI_MONO);
  assert_string_equal(stereo->URI, DALA_URI_STEREO);
}

static void
test_binary_takes_one_piece_of_memory(void** const state)
{
  (void)state;
  if (sanitized()) {
    return;
  }
  static const double rates[] = { 8000.0, 48000.0, 96000.0, 384000.0 };
  for (size_t i = 0; i < 4U; i++) {
    const LV2_Descriptor* const descriptor = test_plug_descriptor(i % 2U);
    const LV2_Feature           map        = { LV2_URID__map, test_map() };
    const LV2_Feature* const    features[] = { &map, NULL };
    test_traps_enter();
    const LV2_Handle handle =
      descriptor->instantiate(descriptor, rates[i], "", features);
    const TestTrapCounts taken = test_traps_leave();
    test_traps_enter();
    descriptor->activate(handle);
    descriptor->cleanup(handle);
    const TestTrapCounts given = test_traps_leave();
    printf("  %6.0f Hz: %llu bytes\n", rates[i],
           (unsigned long long)taken.bytes);
    assert_int_equal(taken.allocations, 1U);
    assert_int_equal(taken.frees, 0U);
    assert_int_equal(given.allocations, 0U);
    assert_int_equal(given.frees, 1U);
    assert_true((double)taken.bytes < 4194304.0 * fmax(1.0, rates[i] / 48e3));
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_binary_shows_lv2_descriptor_alone),
    cmocka_unit_test(test_binary_needs_libc_and_libm_alone),
    cmocka_unit_test(test_binary_binds_at_load),
    cmocka_unit_test(test_binary_has_two_plugins_and_no_third),
    cmocka_unit_test(test_binary_takes_one_piece_of_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
