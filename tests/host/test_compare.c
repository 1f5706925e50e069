#include "tests/host/sounds.h"

static Run run;

static void
compare(const char* const a, const char* const b, const int code)
{
  host(&run, "compare", a, b);
  check_code(&run, code);
  assert_string_equal(run.err, "");
}

static void
test_compare_identical_sound_exits_0(void** const state)
{
  (void)state;
  write_noise("a.wav", WAV_24, 2, 10000);
  write_noise("b.flac", FLAC_24, 2, 10000);
  compare("a.wav", "b.flac", 0);
  assert_string_equal(run.out, "identical: 10000 frames, 2 ch, 48000 Hz\n");
}

static void
test_compare_gives_peak_rms_and_first_frame(void** const state)
{
  (void)state;
  float samples[2000] = { 0.0f };
  write_samples("a.wav", WAV_32F, 2, 48000, 1000, samples);
  samples[2 * 700 + 1] = 0.01f;
  samples[2 * 900]     = -0.1f;
  write_samples("b.wav", WAV_32F, 2, 48000, 1000, samples);
  compare("a.wav", "b.wav", 1);
  // RMS: sqrt((0.01^2 + 0.1^2) / 2000)
  assert_string_equal(
    run.out, "different: peak difference -20.00 dBFS, RMS difference -52.97 "
             "dBFS, first differing frame 700 (0.014583 s, channel 2)\n");
}

static void
test_compare_sees_the_last_bit_of_32(void** const state)
{
  (void)state;
  const int32_t values[2] = { 0x40000000, 0x40000001 };
  for (int i = 0; i < 2; ++i) {
    SF_INFO info = { 0, 48000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_32, 0, 0 };
    SNDFILE* const file = sf_open(i ? "b.wav" : "a.wav", SFM_WRITE, &info);
    assert_int_equal(sf_writef_int(file, &values[i], 1), 1);
    sf_close(file);
  }
  compare("a.wav", "b.wav", 1);
  check_contains(run.out, "first differing frame 0 ");
}

static void
test_compare_lengths_that_differ_exit_1(void** const state)
{
  (void)state;
  const float samples[3] = { 0.5f, 0.25f, 0.125f };
  write_samples("a.wav", WAV_16, 1, 48000, 3, samples);
  write_samples("b.wav", WAV_16, 1, 48000, 2, samples);
  compare("a.wav", "b.wav", 1);
  assert_string_equal(run.out, "different: lengths 3 and 2 frames, identical "
                               "as far as both go\n");
}

static void
test_compare_channels_or_rates_that_differ_exit_1(void** const state)
{
  (void)state;
  const float samples[4] = { 0.0f };
  write_samples("a.wav", WAV_16, 1, 48000, 2, samples);
  write_samples("b.wav", WAV_16, 2, 48000, 2, samples);
  write_samples("c.wav", WAV_16, 1, 44100, 2, samples);
  compare("a.wav", "b.wav", 1);
  compare("a.wav", "c.wav", 1);
  check_contains(run.out, "1 ch 48000 Hz and 1 ch 44100 Hz");
}

static void
test_compare_nan_differs_from_a_number_only(void** const state)
{
  (void)state;
  const float with[2]    = { NAN, -0.0f };
  const float without[2] = { 0.5f, 0.0f };
  write_samples("a.wav", WAV_32F, 1, 48000, 2, with);
  write_samples("b.wav", WAV_32F, 1, 48000, 2, without);
  compare("a.wav", "a.wav", 0);
  compare("a.wav", "b.wav", 1);
  check_contains(run.out, "peak difference inf dBFS");
}

static void
test_compare_bad_files_exit_as_render_does(void** const state)
{
  (void)state;
  write_input("a.wav");
  write_file("text.wav", "no sound in here, only words", 28);
  host(&run, "compare", "a.wav", "none.wav");
  check_refused(&run, 3, "'none.wav' does not exist");
  host(&run, "compare", "text.wav", "a.wav");
  check_refused(&run, 7, "'text.wav' is not audio");
  assert_int_equal(truncate("a.wav", 5000), 0);
  host(&run, "compare", "a.wav", "a.wav");
  check_refused(&run, 6, "truncated");
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    folder_test(test_compare_identical_sound_exits_0),
    folder_test(test_compare_gives_peak_rms_and_first_frame),
    folder_test(test_compare_sees_the_last_bit_of_32),
    folder_test(test_compare_lengths_that_differ_exit_1),
    folder_test(test_compare_channels_or_rates_that_differ_exit_1),
    folder_test(test_compare_nan_differs_from_a_number_only),
    folder_test(test_compare_bad_files_exit_as_render_does),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
