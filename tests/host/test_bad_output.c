#include "tests/host/sounds.h"

#define WIRE "--plugin", "urn:dala-test:wire"

static Run run;

/// Rendering in.wav with these words is refused; the number of files stays.
#define check_bad(code, what, ...)                                             \
  do {                                                                         \
    n_found = 0;                                                               \
    nftw(".", count_one, 16, FTW_PHYS);                                        \
    const unsigned before_ = n_found;                                          \
    host(&run, "render", WIRE, __VA_ARGS__);                                   \
    check_refused(&run, code, what);                                           \
    check_file_count(before_);                                                 \
  } while (0)

static void
test_render_existing_output_is_kept_and_exits_16(void** const state)
{
  (void)state;
  write_input("in.wav");
  write_file("out.wav", "precious", 8);
  write_file("same", "precious", 8);
  check_bad(16, "'out.wav' exists", "in.wav", "-o", "out.wav");
  assert_true(same_bytes("out.wav", "same"));
  check_bad(16, "'same' exists", "in.wav", "-o", "new.wav", "--control-log",
            "same");
}

static void
test_render_force_replaces_an_output(void** const state)
{
  (void)state;
  write_input("in.wav");
  write_file("out.wav", "old", 3);
  host(&run, "render", WIRE, "--force", "in.wav", "-o", "out.wav");
  check_fine(&run);
  check_same_sound("in.wav", "out.wav");
  check_file_count(2);
}

static void
test_render_by_a_temporary_name_gives_the_same(void** const state)
{
  (void)state;
  write_input("in.wav");
  write_file("out.wav", "old", 3);
  setenv("DALA_HOST_TEMPORARY", "named", 1);
  check_bad(16, "'out.wav' exists", "in.wav", "-o", "out.wav");
  host(&run, "render", WIRE, "--force", "in.wav", "-o", "out.wav",
       "--control-log", "log.csv", "--json", "--normalize", "-20");
  check_fine(&run);
  unsetenv("DALA_HOST_TEMPORARY");
  host(&run, "render", WIRE, "in.wav", "-o", "same.wav", "--control-log",
       "same.csv", "--json", "--normalize", "-20");
  check_fine(&run);
  assert_true(same_bytes("out.wav", "same.wav"));
  assert_true(same_bytes("log.csv", "same.csv"));
  check_file_count(5);
}

static void
test_render_failure_with_force_keeps_the_old_output(void** const state)
{
  (void)state;
  write_input("in.wav");
  write_file("out.wav", "old", 3);
  write_file("same", "old", 3);
  host(&run, "render", "--plugin", "urn:dala-test:crash", "--force", "in.wav",
       "-o", "out.wav");
  check_refused(&run, 21, "the plugin crashed");
  assert_true(same_bytes("out.wav", "same"));
  check_file_count(3);
}

static void
test_render_onto_the_input_is_refused_even_with_force_and_exits_17(
  void** const state)
{
  (void)state;
  write_input("in.wav");
  write_input("same.wav");
  assert_int_equal(link("in.wav", "hard.wav"), 0);
  assert_int_equal(symlink("in.wav", "soft.wav"), 0);
  check_bad(17, "'in.wav' is an input", "--force", "in.wav", "-o", "in.wav");
  check_bad(17, "is an input", "--force", "in.wav", "-o", "./in.wav");
  check_bad(17, "is an input", "--force", "in.wav", "-o", "hard.wav");
  check_bad(17, "is an input", "--force", "in.wav", "-o", "soft.wav");
  check_bad(17, "is an input", "--force", "in.wav", "-o", "new.wav",
            "--control-log", "in.wav");
  assert_true(same_bytes("in.wav", "same.wav"));
}

static void
test_render_sound_and_log_in_one_file_exits_18(void** const state)
{
  (void)state;
  write_input("in.wav");
  check_bad(18, "sound and control log", "in.wav", "-o", "x.wav",
            "--control-log", "x.wav");
}

static void
test_render_beside_the_sound_replaces_nothing_either(void** const state)
{
  (void)state;
  write_input("in.wav");
  write_input("same.wav");
  write_file("a.csv", "0,gain,0\n", 9);
  assert_int_equal(mkdir("d", 0755), 0);
  check_bad(17, "'in.wav' is an input", "--force", "in.wav", "-o", "x.wav",
            "--report", "in.wav");
  check_bad(17, "'./in.wav' is an input", "--force", "in.wav", "-d", "d",
            "--report", "./in.wav");
  check_bad(17, "'a.csv' is an input", "--plugin", "urn:dala-test:gain",
            "--force", "in.wav", "-o", "x.wav", "--automation", "a.csv",
            "--control-log", "a.csv");
  check_bad(17, "'a.csv' is an input", "--plugin", "urn:dala-test:gain",
            "--force", "in.wav", "-o", "a.csv", "--format", "wav",
            "--automation", "a.csv");
  check_bad(18, "sound and report", "--force", "in.wav", "-d", "d", "--report",
            "./d/in.wav");
  check_bad(18, "control log and report", "in.wav", "-o", "x.wav",
            "--control-log", "l", "--report", "d/../l");
  check_bad(18, "control log and state", "in.wav", "-o", "x.wav",
            "--control-log", "l", "--save-state", "./l");
  assert_true(same_bytes("in.wav", "same.wav"));
}

static void
test_render_into_a_folder_that_is_missing_exits_19(void** const state)
{
  (void)state;
  write_input("in.wav");
  check_bad(19, "'no/out.wav' cannot be written: No such file", "in.wav", "-o",
            "no/out.wav");
  check_bad(19, "cannot be written", "in.wav", "-o", "out.wav", "--control-log",
            "no/log.csv");
}

static void
test_render_onto_a_folder_or_device_exits_19(void** const state)
{
  (void)state;
  write_input("in.wav");
  assert_int_equal(mkdir("out.wav", 0755), 0);
  check_bad(19, "'out.wav' is a folder", "--force", "in.wav", "-o", "out.wav");
  assert_int_equal(mkfifo("pipe", 0644), 0);
  check_bad(19, "'pipe' is a device or pipe", "--force", "in.wav", "-o",
            "pipe");
}

static void
test_render_into_a_folder_of_another_exits_19(void** const state)
{
  (void)state;
  write_input("in.wav");
  assert_int_equal(mkdir("theirs", 0555), 0);
  run.as_nobody = true;
  host(&run, "render", WIRE, "in.wav", "-o", "theirs/out.wav");
  run.as_nobody = false;
  if (run.code == 126) {
    print_message("skipped: the host cannot be run as another user here\n");
    skip();
  }
  check_refused(&run, 19, "'theirs/out.wav' cannot be written: Permission");
  check_file_count(1);
}

static void
check_no_room(const char* const out)
{
  run.file_limit = 20000;
  host(&run, "render", WIRE, "in.wav", "-o", out);
  run.file_limit = 0;
  check_refused(&run, 20, "no room left to write");
  check_file_count(1);
}

static void
test_render_without_room_says_so_and_exits_20(void** const state)
{
  (void)state;
  write_input("in.wav");
  check_no_room("out.wav");
  check_no_room("out.flac");
  check_no_room("out.ogg");
  check_no_room("out.aiff");
}

static void
test_render_without_room_for_the_log_exits_20(void** const state)
{
  (void)state;
  write_noise("in.wav", WAV_16, 1, 4000);
  run.file_limit = 20000;
  host(&run, "render", "--plugin", "urn:dala-test:gain", "--block", "1",
       "in.wav", "-o", "out.wav", "--control-log", "log.csv");
  run.file_limit = 0;
  check_refused(&run, 20, "no room left to write 'log.csv'");
  check_file_count(1);
}

/// Also where the lines were lost before the end, between files.
static void
test_standard_output_that_takes_nothing_exits_19(void** const state)
{
  (void)state;
  write_input("in.wav");
  run.full_disk = true;
  for (unsigned i = 0; i < 3; i++) {
    if (i == 0) {
      host(&run, "list");
    } else {
      host(&run, "render", "--plugin", "urn:dala-test:gain", "in.wav", "-d",
           i == 1 ? "lines" : "json", i == 1 ? "--force" : "--json");
    }
    check_refused(&run, 19, "standard output cannot be written");
  }
  run.full_disk = false;
  assert_true(exists("lines/in.wav") && exists("json/in.wav"));
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    folder_test(test_render_existing_output_is_kept_and_exits_16),
    folder_test(test_render_force_replaces_an_output),
    folder_test(test_render_by_a_temporary_name_gives_the_same),
    folder_test(test_render_failure_with_force_keeps_the_old_output),
    folder_test(
      test_render_onto_the_input_is_refused_even_with_force_and_exits_17),
    folder_test(test_render_sound_and_log_in_one_file_exits_18),
    folder_test(test_render_beside_the_sound_replaces_nothing_either),
    folder_test(test_render_into_a_folder_that_is_missing_exits_19),
    folder_test(test_render_onto_a_folder_or_device_exits_19),
    folder_test(test_render_into_a_folder_of_another_exits_19),
    folder_test(test_render_without_room_says_so_and_exits_20),
    folder_test(test_render_without_room_for_the_log_exits_20),
    folder_test(test_standard_output_that_takes_nothing_exits_19),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
