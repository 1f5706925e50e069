#include "tests/host/sounds.h"

#define GAIN "--plugin", "urn:dala-test:gain"

static Run run;

static void
check_preset(const char* const preset, const double gain)
{
  host(&run, "render", GAIN, "--preset", preset, "in.wav", "-o", "out.wav",
       "--force");
  check_fine(&run);
  check_near(gain_of_output(), gain, 1e-4);
}

static void
test_preset_by_name_uri_or_file(void** const state)
{
  (void)state;
  static const char text[] =
    "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
    "@prefix pset: <http://lv2plug.in/ns/ext/presets#> .\n"
    "<> a pset:Preset ; lv2:appliesTo <urn:dala-test:gain> ;\n"
    "  lv2:port [ lv2:symbol \"gain\" ; pset:value -3.0 ] .\n";
  write_file("mine.ttl", text, sizeof(text) - 1);
  check_preset("Quiet", -12.0);
  check_preset("loud", 6.0);
  check_preset("urn:dala-test:gain#loud", 6.0);
  check_preset("mine.ttl", -3.0);
}

static void
test_preset_gives_way_to_set(void** const state)
{
  (void)state;
  host(&run, "render", GAIN, "--set", "gain=1", "--preset", "Quiet", "in.wav",
       "-o", "out.wav");
  check_fine(&run);
  check_near(gain_of_output(), 1.0, 1e-4);
}

static void
test_preset_that_is_unknown_or_unfit_exits_14(void** const state)
{
  (void)state;
  static const char other[] =
    "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
    "@prefix pset: <http://lv2plug.in/ns/ext/presets#> .\n"
    "<> a pset:Preset ; lv2:appliesTo <urn:dala-test:wire> .\n";
  static const struct {
    const char* preset;
    const char* what;
  } cases[] = {
    { "Quite", "no preset 'Quite'; did you mean 'Quiet'?" },
    { "Winter steppe", "no preset 'Winter steppe' and no file" },
    { "Twin", "2 presets are called 'Twin'" },
    { "other.ttl", "'other.ttl' is a state of <urn:dala-test:wire>" },
    { "empty.ttl", "'empty.ttl' holds no state of" },
  };
  write_file("other.ttl", other, sizeof(other) - 1);
  write_file("empty.ttl", "", 0);
  for (size_t i = 0; i < 5; ++i) {
    host(&run, "render", GAIN, "--preset", cases[i].preset, "in.wav", "-o",
         "out.wav");
    check_code(&run, 14);
    check_contains(run.err, cases[i].what);
    check_file_count(3);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    input_test(test_preset_by_name_uri_or_file),
    input_test(test_preset_gives_way_to_set),
    input_test(test_preset_that_is_unknown_or_unfit_exits_14),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
