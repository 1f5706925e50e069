#include "tests/host/sounds.h"

#define WIRE "--plugin", "urn:dala-test:wire"

/// The hidden file in the folder of outputs that --resume goes by.
#define RECORD 1

static Run run;

static void
make_folders(void)
{
  assert_int_equal(mkdir("in", 0755), 0);
  assert_int_equal(mkdir("in/deep", 0755), 0);
  assert_int_equal(mkdir("in/deep/er", 0755), 0);
}

static void
test_batch_mirrors_the_tree(void** const state)
{
  (void)state;
  make_folders();
  write_input("in/b.wav");
  write_noise("in/deep/a.flac", FLAC_16, 1, 1000);
  write_noise("in/deep/er/with 'quotes', \"blanks\" & \xD2\x9B.wav", WAV_24, 1,
              999);
  write_input("in/deep/er/new\nline.wav");
  host(&run, "render", WIRE, "in", "-d", "out");
  check_fine(&run);
  check_contains(run.out, "4 of 4 files rendered, 0 failed");
  check_same_sound("in/b.wav", "out/b.wav");
  check_same_sound("in/deep/a.flac", "out/deep/a.flac");
  check_same_sound("in/deep/er/with 'quotes', \"blanks\" & \xD2\x9B.wav",
                   "out/deep/er/with 'quotes', \"blanks\" & \xD2\x9B.wav");
  check_same_sound("in/deep/er/new\nline.wav", "out/deep/er/new\nline.wav");
  check_file_count(8 + RECORD);
}

static void
test_batch_takes_patterns_that_no_shell_has_seen(void** const state)
{
  (void)state;
  make_folders();
  write_input("in/a1.wav");
  write_input("in/a2.wav");
  write_input("in/b[1].wav");
  write_input("in/deep/c.wav");
  host(&run, "render", WIRE, "in/a?.wav", "in/b[1].wav", "in/d*", "-d", "out");
  check_fine(&run);
  check_contains(run.out, "4 of 4 files rendered, 0 failed");
  assert_true(exists("out/a1.wav") && exists("out/a2.wav"));
  assert_true(exists("out/b[1].wav") && exists("out/c.wav"));
  host(&run, "render", WIRE, "in/none*", "-d", "out");
  check_refused(&run, 3, "'in/none*' does not exist");
}

static void
test_batch_skips_what_is_no_sound_or_hidden(void** const state)
{
  (void)state;
  make_folders();
  write_input("in/a.wav");
  write_file("in/notes.txt", "notes", 5);
  write_file("in/._a.wav", "left by another system", 22);
  host(&run, "render", WIRE, "in", "-d", "out");
  check_fine(&run);
  check_contains(run.out, "1 of 1 files rendered, 0 failed, 1 other files "
                          "skipped");
  check_file_count(4 + RECORD);
}

static void
test_batch_one_bad_file_costs_that_file_and_exits_23(void** const state)
{
  (void)state;
  make_folders();
  write_input("in/a.wav");
  write_file("in/bad.wav", "no sound at all in this", 23);
  write_file("in/empty.wav", "", 0);
  write_input("in/z.wav");
  host(&run, "render", WIRE, "in", "-d", "out");
  check_code(&run, 23);
  check_contains(run.err, "dala-host: 'in/bad.wav' is not audio");
  check_contains(run.err, "dala-host: 'in/empty.wav' is empty");
  check_contains(run.out, "2 of 4 files rendered, 2 failed");
  check_same_sound("in/a.wav", "out/a.wav");
  check_same_sound("in/z.wav", "out/z.wav");
  check_file_count(6 + RECORD);
}

static void
test_batch_a_crash_costs_that_file(void** const state)
{
  (void)state;
  make_folders();
  // The plugin crashes after frame 1000 only
  write_noise("in/a.wav", WAV_16, 1, 200);
  write_noise("in/b.wav", WAV_16, 1, 5000);
  write_noise("in/c.wav", WAV_16, 1, 300);
  host(&run, "render", "--plugin", "urn:dala-test:crash", "--tail", "0", "in",
       "-d", "out");
  check_code(&run, 23);
  check_contains(run.err, "'in/b.wav': the plugin crashed");
  check_same_sound("in/a.wav", "out/a.wav");
  check_same_sound("in/c.wav", "out/c.wav");
  check_file_count(5 + RECORD);
}

static void
test_batch_of_one_file_exits_with_its_code(void** const state)
{
  (void)state;
  host(&run, "render", WIRE, "none.wav", "-d", "out");
  check_refused(&run, 3, "'none.wav' does not exist");
  assert_int_equal(mkdir("in", 0755), 0);
  host(&run, "render", WIRE, "in", "-d", "out");
  check_refused(&run, 3, "'in' holds no sound files");
}

static void
test_batch_jobs_give_the_same_files(void** const state)
{
  (void)state;
  char name[32];
  make_folders();
  for (int i = 0; i < 12; ++i) {
    snprintf(name, sizeof(name), "in/%d.wav", i);
    write_noise(name, WAV_16, 1, 1000 * (i + 1));
  }
  host(&run, "render", WIRE, "in", "-d", "out", "--jobs", "5");
  check_fine(&run);
  check_contains(run.out, "12 of 12 files rendered");
  for (int i = 0; i < 12; ++i) {
    char in[32];
    snprintf(in, sizeof(in), "in/%d.wav", i);
    snprintf(name, sizeof(name), "out/%d.wav", i);
    check_same_sound(in, name);
  }
  check_file_count(24 + RECORD);
}

static void
test_batch_two_inputs_with_one_target_exit_18(void** const state)
{
  (void)state;
  make_folders();
  write_input("in/a.wav");
  write_noise("in/a.flac", FLAC_16, 1, 1000);
  write_input("in/b.wav");
  host(&run, "render", WIRE, "in", "-d", "out", "--format", "wav");
  check_code(&run, 23);
  check_contains(run.err, "would both become 'out/a.wav'");
  assert_false(exists("out/a.wav"));
  assert_true(exists("out/b.wav"));
  host(&run, "render", WIRE, "--quiet", "in/a.wav", "in/a.wav", "-d", "new");
  check_code(&run, 23);
  assert_false(exists("new"));
}

static void
test_batch_never_replaces_an_input(void** const state)
{
  (void)state;
  make_folders();
  write_input("in/a.wav");
  write_noise("in/a.flac", FLAC_16, 1, 1000);
  write_input("a.wav");
  // a.flac would become in/a.wav, which is an input of its own
  host(&run, "render", WIRE, "in/a.flac", "in/a.wav", "-d", "in", "--force",
       "--format", "wav");
  check_code(&run, 23);
  check_contains(run.err, "'in/a.wav' is an input");
  assert_true(same_bytes("a.wav", "in/a.wav"));
  check_file_count(3);
}

static void
test_batch_output_inside_the_input_is_not_walked(void** const state)
{
  (void)state;
  make_folders();
  write_input("in/a.wav");
  host(&run, "render", WIRE, "in", "-d", "in/out");
  check_fine(&run);
  host(&run, "render", WIRE, "in", "-d", "in/out", "--force");
  check_fine(&run);
  check_contains(run.out, "in/out/a.wav");
  check_file_count(2 + RECORD);
}

static void
test_batch_names_end_as_their_format(void** const state)
{
  (void)state;
  make_folders();
  write_noise("in/a.wav", WAV_16, 1, 1000);
  write_noise("in/b.AIF", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 1, 1000);
  write_noise("in/c.au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 1, 1000);
  host(&run, "render", WIRE, "in", "-d", "same");
  check_fine(&run);
  assert_true(exists("same/a.wav") && exists("same/b.AIF"));
  assert_true(exists("same/c.wav"));
  host(&run, "render", WIRE, "in", "-d", "flac", "--format", "flac");
  check_fine(&run);
  check_same_sound("in/a.wav", "flac/a.flac");
  check_same_sound("in/b.AIF", "flac/b.flac");
  check_same_sound("in/c.au", "flac/c.flac");
}

static void
test_batch_unreadable_entries_cost_themselves_only(void** const state)
{
  (void)state;
  make_folders();
  write_input("in/a.wav");
  write_input("in/b.wav");
  assert_int_equal(symlink("nowhere", "in/dangling.wav"), 0);
  assert_int_equal(chmod("in/b.wav", 0) | chmod("in/deep", 0), 0);
  assert_int_equal(chmod(".", 0777), 0);
  run.as_nobody = true;
  host(&run, "render", WIRE, "in", "-d", "out");
  run.as_nobody = false;
  assert_int_equal(chmod("in/deep", 0755), 0); /* to be deleted */
  if (run.code == 126) {
    print_message("skipped: the host cannot be run as another user here\n");
    skip();
  }
  check_code(&run, 23);
  check_contains(run.err, "'in/b.wav' may not be read");
  check_contains(run.err, "'in/deep' cannot be read: Permission denied");
  check_contains(run.err, "'in/dangling.wav' does not exist");
  check_contains(run.out, "1 of 4 files rendered, 3 failed");
  check_same_sound("in/a.wav", "out/a.wav");
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    folder_test(test_batch_mirrors_the_tree),
    folder_test(test_batch_takes_patterns_that_no_shell_has_seen),
    folder_test(test_batch_skips_what_is_no_sound_or_hidden),
    folder_test(test_batch_one_bad_file_costs_that_file_and_exits_23),
    folder_test(test_batch_a_crash_costs_that_file),
    folder_test(test_batch_of_one_file_exits_with_its_code),
    folder_test(test_batch_jobs_give_the_same_files),
    folder_test(test_batch_two_inputs_with_one_target_exit_18),
    folder_test(test_batch_never_replaces_an_input),
    folder_test(test_batch_output_inside_the_input_is_not_walked),
    folder_test(test_batch_names_end_as_their_format),
    folder_test(test_batch_unreadable_entries_cost_themselves_only),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
