#include "tests/host/many_files.h"

static Run run;

static void
test_resume_renders_only_what_is_not_current(void** const state)
{
  (void)state;
  host(&run, "render", WIRE, "in/0.wav", "in/1.wav", "-d", "out");
  check_fine(&run);
  host(&run, "render", WIRE, "in", "-d", "out", "--resume", "--jobs", "2");
  check_fine(&run);
  check_contains(run.out, "in/0.wav -> out/0.wav: is current\n");
  check_contains(run.out, "2 of 4 files rendered, 0 failed, 2 current already");
  write_noise("in/1.wav", WAV_16, 1, 500);
  host(&run, "render", WIRE, "in", "-d", "out", "--resume");
  check_fine(&run);
  check_contains(run.out, "1 of 4 files rendered, 0 failed, 3 current already");
  check_same_sound("in/1.wav", "out/1.wav");
}

static void
test_resume_renders_again_when_settings_change(void** const state)
{
  (void)state;
  host(&run, "render", WIRE, "in", "-d", "out");
  check_fine(&run);
  host(&run, "render", WIRE, "in", "-d", "out", "--resume", "--jobs", "3",
       "--quiet");
  check_fine(&run);
  host(&run, "render", WIRE, "in", "-d", "out", "--resume", "--bits", "24");
  check_fine(&run);
  check_contains(run.out, "4 of 4 files rendered");
  host(&run, "render", WIRE, "in", "-d", "out", "--resume", "--bits", "24");
  check_fine(&run);
  check_contains(run.out, "0 of 4 files rendered, 0 failed, 4 current already");
  host(&run, "render", "--plugin", "urn:dala-test:faulty-good", "in", "-d",
       "out", "--resume", "--bits", "24");
  check_fine(&run);
  check_contains(run.out, "4 of 4 files rendered");
}

static void
test_resume_leaves_alone_what_is_not_its_own(void** const state)
{
  (void)state;
  assert_int_equal(mkdir("out", 0755), 0);
  write_file("out/2.wav", "mine", 4);
  host(&run, "render", WIRE, "in", "-d", "out", "--resume");
  check_code(&run, 23);
  check_contains(run.err, "'out/2.wav' exists and is not, or no longer");
  check_file_contains("out/2.wav", "mine");
  write_file("out/0.wav", "changed", 7);
  host(&run, "render", WIRE, "in", "-d", "out", "--resume");
  check_code(&run, 23);
  check_contains(run.err, "'out/0.wav' exists and is not, or no longer");
  host(&run, "render", WIRE, "in", "-d", "out", "--resume", "--force");
  check_fine(&run);
  check_contains(run.out, "2 of 4 files rendered, 0 failed, 2 current already");
  host(&run, "render", WIRE, "in/0.wav", "-o", "x.wav", "--resume");
  check_refused(&run, 2, "--resume needs the record of a folder");
}

/// Kill the host after `ms` in the middle of a run, then resume it.
static void
kill_and_resume(const int number, const bool with_children, const long ms)
{
  const struct timespec nap     = { 0, ms * 1000000 };
  const char*           words[] = { "",    "render", WIRE, "in", "-d",
                                    "out", "--jobs", "2",  NULL };
  host(&run, "render", WIRE, "in", "-d", "whole");
  run.own_group = with_children;
  start_host(&run, words);
  run.own_group = false;
  nanosleep(&nap, NULL);
  kill(with_children ? -run.pid : run.pid, number);
  finish_host(&run);
  // The children of a host that was killed outright end a moment later
  usleep(50000);
  host(&run, "render", WIRE, "in", "-d", "out", "--resume");
  check_fine(&run);
  for (int i = 0; i < 4; ++i) {
    char a[32];
    char b[32];
    snprintf(a, sizeof a, "out/%d.wav", i);
    snprintf(b, sizeof b, "whole/%d.wav", i);
    assert_true(same_bytes(a, b));
  }
  check_file_count(4 + 4 + 4 + 2);
}

static void
test_resume_after_a_kill_gives_the_same_bytes(void** const state)
{
  static const int  numbers[] = { SIGKILL, SIGTERM, SIGINT, SIGHUP };
  static const long ms[]      = { 3, 8, 15 };
  // Where files need names, what is killed with its parent leaves them
  const int  nameless     = open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  const bool has_nameless = nameless >= 0;
  if (has_nameless) {
    close(nameless);
  }
  for (int i = 0; i < 12; ++i) {
    if (i) {
      assert_int_equal(leave_folder(state) || enter_with_files(state), 0);
    }
    kill_and_resume(numbers[i % 4], has_nameless && i % 3 == 1, ms[i / 4]);
  }
}

static void
test_timeout_costs_the_file_that_hangs(void** const state)
{
  (void)state;
  // It hangs after frame 1000
  write_noise("in/0.wav", WAV_16, 1, 500);
  write_noise("in/1.wav", WAV_16, 1, 500);
  host(&run, "render", "--plugin", "urn:dala-test:faulty-hangs", "--tail", "0",
       "--timeout", "0.2", "in", "-d", "out", "--jobs", "2", "--report",
       "r.json");
  check_code(&run, 23);
  check_contains(run.err, "'in/2.wav': not done after 0.2 s");
  check_contains(run.out, "2 of 4 files rendered, 2 failed");
  check_file_contains("r.json", "\"code\": 30,");
  check_file_count(4 + 2 + 2);
  host(&run, "render", "--plugin", "urn:dala-test:faulty-hangs", "--timeout",
       "0.2", "in/3.wav", "-o", "x.wav");
  check_refused(&run, 30, "give it longer with --timeout");
}

static void
test_shards_together_are_the_whole(void** const state)
{
  (void)state;
  host(&run, "render", WIRE, "in", "-d", "out", "--shard", "1/3");
  check_fine(&run);
  check_contains(run.out, "2 of 2 files rendered");
  host(&run, "render", WIRE, "in", "-d", "out", "--shard", "2/3");
  host(&run, "render", WIRE, "in", "-d", "out", "--shard", "3/3");
  check_fine(&run);
  host(&run, "render", WIRE, "in", "-d", "out", "--resume");
  check_fine(&run);
  check_contains(run.out, "0 of 4 files rendered, 0 failed, 4 current already");
  host(&run, "render", WIRE, "in", "-d", "out", "--shard", "5/4");
  check_refused(&run, 2, "'--shard 5/4' is not understood");
}

static void
test_dry_run_says_what_would_be_done_and_writes_nothing(void** const state)
{
  (void)state;
  host(&run, "render", WIRE, "in", "none.wav", "-d", "out", "--dry-run",
       "--report", "r.json");
  check_code(&run, 23);
  check_contains(run.out, "in/3.wav -> out/3.wav: would be rendered\n");
  check_contains(run.err, "'none.wav' does not exist");
  check_file_count(4);
}

/// Run the host with standard error on a terminal, and what is seen there.
static void
see_on_terminal(const char** const words, char* const seen, const size_t room)
{
  size_t    n        = 0;
  ssize_t   got      = 0;
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0 || grantpt(terminal) || unlockpt(terminal)) {
    print_message("skipped: this machine gives no terminal\n");
    skip();
  }
  const int   end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  const pid_t pid = fork();
  if (!pid) {
    dup2(open("log.txt", O_WRONLY | O_CREAT | O_CLOEXEC, 0644), 1);
    dup2(end, 2);
    close(terminal);
    execv(host_program, (char* const*)words);
    _exit(126);
  }
  close(end);
  while (n + 1 < room && (got = read(terminal, seen + n, room - 1 - n)) > 0) {
    n += (size_t)got;
  }
  seen[n] = '\0';
  close(terminal);
  waitpid(pid, NULL, 0);
}

static void
test_progress_on_a_terminal_only(void** const state)
{
  (void)state;
  char        seen[8192];
  const char* many[] = {
    host_program, "render", WIRE, "in", "-d", "out", NULL
  };
  const char* one[] = { host_program, "render",
                        "--plugin",   "urn:dala-test:slow",
                        "--tail",     "0",
                        "in/0.wav",   "-o",
                        "x.wav",      NULL };
  see_on_terminal(many, seen, sizeof seen);
  check_contains(seen, " of 4 files, ");
  check_contains(seen, " x real time, 0:00:0");
  check_file_contains("log.txt", "4 of 4 files rendered");
  // A file on its way counts as far as it is
  see_on_terminal(one, seen, sizeof seen);
  check_contains(seen, " %, ");
  check_contains(seen, " x real time, 0:0");
  host(&run, "render", WIRE, "in", "-d", "new");
  check_fine(&run);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    files_test(test_resume_renders_only_what_is_not_current),
    files_test(test_resume_renders_again_when_settings_change),
    files_test(test_resume_leaves_alone_what_is_not_its_own),
    files_test(test_resume_after_a_kill_gives_the_same_bytes),
    files_test(test_timeout_costs_the_file_that_hangs),
    files_test(test_shards_together_are_the_whole),
    files_test(test_dry_run_says_what_would_be_done_and_writes_nothing),
    files_test(test_progress_on_a_terminal_only),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
