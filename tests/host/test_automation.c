#include "tests/host/sounds.h"

#define GAIN "--plugin", "urn:dala-test:gain", "--tail", "0"

/// Frames of the input, and its rate.
#define FRAMES 4800
#define RATE 48000

static Run run;

static void
write_text(const char* const path, const char* const text)
{
  write_file(path, text, strlen(text));
}

/// A folder with in.wav: a constant 0.25.
static int
enter_with_level(void** const state)
{
  static float samples[FRAMES];
  for (int i = 0; i < FRAMES; ++i) {
    samples[i] = 0.25f;
  }
  if (enter_folder(state)) {
    return 1;
  }
  write_samples("in.wav", WAV_32F, 1, RATE, FRAMES, samples);
  return 0;
}

#define level_test(function)                                                   \
  cmocka_unit_test_setup_teardown(function, enter_with_level, leave_folder)

static Sound
automate(const char* const text)
{
  write_text("a.csv", text);
  host(&run, "render", GAIN, "--automation", "a.csv", "in.wav", "-o", "out.wav",
       "--force", "--block", "1000");
  check_fine(&run);
  return read_sound("out.wav");
}

/// The gain in dB that frame `i` came out with.
static double
gain_at(const Sound* const sound, const int i)
{
  return 20.0 * log10((double)sound->samples[i] / 0.25);
}

static void
test_automation_is_linear_on_a_grid_of_64_frames(void** const state)
{
  (void)state;
  // From frame 100 to 1060: 0 dB to -24 dB
  Sound out = automate("time_s,symbol,value\n"
                       "0.0020833333,gain,0\n0.0220833333,gain,-24dB\n");
  for (int i = 0; i < FRAMES; ++i) {
    const int grid = i / 64 * 64;
    const int at   = i < 100 ? 100 : i >= 1060 ? 1060 : grid < 100 ? 100 : grid;
    check_near(gain_at(&out, i), -24.0 * (at - 100) / 960.0, 1e-4);
  }
  free(out.samples);
}

static void
test_automation_steps_at_the_exact_frame(void** const state)
{
  (void)state;
  // Two points at one time are a jump; a switch steps at frame 333
  Sound out = automate("0,gain,6\r\n0.01,gain,6\r\n0.01,gain,-6\r\n"
                       "# back to unity\n\n0.0069375, on ,off\n");
  for (int i = 0; i < FRAMES; ++i) {
    check_near(gain_at(&out, i), i < 333 ? 6.0 : 0.0, 1e-4);
  }
  free(out.samples);
  out = automate("\xEF\xBB\xBFtime_s,symbol,value\n0.01,\"gain\",\"-6 dB\"\n"
                 "0,gain,6\n0.01,gain,6");
  // The jump at 480 is by the order of lines; before it, on the way to -6
  for (int i = 448; i < FRAMES; ++i) {
    check_near(gain_at(&out, i), i < 480 ? 6.0 - 12.0 * 448 / 480 : 6.0, 1e-4);
  }
  free(out.samples);
}

static void
test_automation_starts_from_the_set_value(void** const state)
{
  (void)state;
  write_text("a.csv", "0.05,gain,-12\n");
  host(&run, "render", GAIN, "--automation", "a.csv", "--set", "gain=3",
       "in.wav", "-o", "out.wav");
  check_fine(&run);
  Sound out = read_sound("out.wav");
  check_near(gain_at(&out, 2399), 3.0, 1e-4);
  check_near(gain_at(&out, 2400), -12.0, 1e-4);
  free(out.samples);
}

static void
test_automation_takes_labels_and_does_not_slide_between_them(void** const state)
{
  (void)state;
  write_text("a.csv", "0,mode,Soft\n0.05,mode,very hard\n0,steps,1\n"
                      "0.1,steps,9\n");
  host(&run, "render", GAIN, "--automation", "a.csv", "in.wav", "-o", "out.wav",
       "--control-log", "log.csv", "--block", "600");
  check_fine(&run);
  size_t      size = 0;
  char* const log  = read_file("log.csv", &size);
  int         row  = 0;
  for (char* line = strchr(log, '\n'); line && line[1];
       line       = strchr(line + 1, '\n')) {
    double block = 0.0;
    double mode  = -1.0;
    assert_int_equal(sscanf(line, "\n%*f,%lf,%lf", &block, &mode), 2);
    check_near(block, 600.0, 0.0);
    check_near(mode, row++ < 4 ? 0.0 : 2.0, 0.0);
  }
  assert_int_equal(row, 8);
  free(log);
}

static void
test_automation_does_not_depend_on_the_blocks(void** const state)
{
  static const char* const blocks[] = { "1", "63", "64", "1000", "random:7" };
  (void)state;
  free(
    automate("0,gain,-3\n0.0123,gain,4\n0.0501,gain,-9\n0.07,on,0\n").samples);
  assert_int_equal(rename("out.wav", "default.wav"), 0);
  for (size_t i = 0; i < 5; ++i) {
    host(&run, "render", GAIN, "--automation", "a.csv", "in.wav", "-o",
         "out.wav", "--force", "--block", blocks[i]);
    check_fine(&run);
    assert_true(same_bytes("default.wav", "out.wav"));
  }
}

static void
check_bad(const char* const text, const int code, const char* const what)
{
  write_text("a.csv", text);
  host(&run, "render", GAIN, "--automation", "a.csv", "in.wav", "-o",
       "out.wav");
  check_refused(&run, code, what);
  assert_false(exists("out.wav"));
}

static void
test_automation_errors_name_the_line(void** const state)
{
  (void)state;
  check_bad("", 25, "'a.csv' holds no points");
  check_bad("time_s,symbol,value\n", 25, "holds no points");
  check_bad("time,symbol,value\n", 25, "'a.csv' line 1: no time in seconds");
  check_bad("0,gain,1\n0,gain\n", 25, "line 2: not three fields");
  check_bad("0,gain,1,\n", 25, "line 1: not three fields");
  check_bad("0,gain,\"1\n", 25, "line 1: quotes without end");
  check_bad("\n\n-1,gain,1\n", 25, "line 3: no time in seconds");
  check_bad("nan,gain,1\n", 25, "'nan'");
  check_bad("1e9,gain,1\n", 25, "from 0 to 1000000: '1e9'");
  check_bad(",gain,1\n", 25, "'nothing'");
  check_bad("0,gian,1\n", 13, "line 1: no control 'gian'; did you mean 'gain'");
  check_bad("0,gain,1\n0,size,1\n", 13, "line 2: 'size' cannot be set");
  check_bad("0,gain,1\n1,gain,25\n", 15, "line 2: 25dB is out of range");
  check_bad("0,mode,loud\n", 15, "line 1: 'loud' is no value of 'mode'");
  check_bad("0,cutoff,30kHz\n", 15, "line 1: 30000Hz is out of range");
  write_file("a.csv", "0,gain,1\n\0,x,", 14);
  host(&run, "render", GAIN, "--automation", "a.csv", "in.wav", "-o",
       "out.wav");
  check_refused(&run, 25, "line 2: a zero byte");
}

static void
test_automation_file_that_is_not_there_exits_3(void** const state)
{
  (void)state;
  host(&run, "render", GAIN, "--automation", "no.csv", "in.wav", "-o",
       "out.wav");
  check_refused(&run, 3, "'no.csv' cannot be read");
  host(&run, "render", GAIN, "--automation", ".", "in.wav", "-o", "out.wav");
  check_refused(&run, 4, "'.' is a folder");
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    level_test(test_automation_is_linear_on_a_grid_of_64_frames),
    level_test(test_automation_steps_at_the_exact_frame),
    level_test(test_automation_starts_from_the_set_value),
    level_test(test_automation_takes_labels_and_does_not_slide_between_them),
    level_test(test_automation_does_not_depend_on_the_blocks),
    level_test(test_automation_errors_name_the_line),
    level_test(test_automation_file_that_is_not_there_exits_3),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
