#include "tests/host/many_files.h"

static Run run;

static void
test_report_has_hash_loudness_and_failures(void** const state)
{
  (void)state;
  write_file("in/bad.wav", "no sound at all in this", 23);
  host(&run, "render", WIRE, "in", "-d", "out", "--report", "r.json",
       "--quiet");
  check_code(&run, 23);
  assert_string_equal(run.out, "");
  char* const text = text_of("r.json");
  check_contains(text, "\"plugin\": \"urn:dala-test:wire\"");
  check_contains(text, "\"status\": \"failed\"");
  check_contains(text, "\"code\": 7,");
  check_contains(text, "\"loudness_lufs\": -");
  check_contains(text, "\"rendered\": 4,");
  check_contains(text, "\"failed\": 1,");
  // Against the tool that is in every Debian
  FILE* const sums = popen("sha256sum out/0.wav", "r");
  char        sum[65];
  assert_non_null(sums);
  assert_non_null(fgets(sum, sizeof sum, sums));
  pclose(sums);
  check_contains(text, sum);
  free(text);
  host(&run, "render", WIRE, "in/0.wav", "-d", "new", "--report", "r.json");
  check_refused(&run, 16, "'r.json' exists; choose another name");
}

static void
test_report_of_a_resumed_run_has_every_file(void** const state)
{
  (void)state;
  host(&run, "render", WIRE, "in", "-d", "out", "--report", "a.json");
  check_fine(&run);
  unlink("out/3.wav");
  host(&run, "render", WIRE, "in", "-d", "out", "--report", "b.json",
       "--resume");
  check_fine(&run);
  check_contains(run.out, "in/1.wav -> out/1.wav: is current\n");
  check_contains(run.out, "1 of 4 files rendered, 0 failed, 3 current already");
  char* const before = text_of("a.json");
  char* const after  = text_of("b.json");
  check_contains(after, "\"status\": \"current\"");
  // What can be measured of a file is the same as when it was rendered
  static const char* const measured[] = {
    "\"peak_dbfs\": ", "\"loudness_lufs\": ", "\"true_peak_dbtp\": ",
    "\"bytes\": ", "\"sha256\": "
  };
  for (size_t i = 0; i < sizeof measured / sizeof measured[0]; ++i) {
    const char* const a = strstr(before, measured[i]);
    const char* const b = strstr(after, measured[i]);
    assert_true(a && b);
    assert_memory_equal(a, b, strcspn(a, "\n") + 1u);
  }
  free(before);
  free(after);
}

static void
test_report_has_the_warnings(void** const state)
{
  (void)state;
  host(&run, "render", "--plugin", "urn:dala-test:gain", "--set", "gain=6",
       "in/0.wav", "-o", "x.wav", "--json");
  check_code(&run, 0);
  check_contains(run.err, "warning: 'x.wav' would have clipped");
  check_contains(run.out, "\"warnings\": [\n        \"'x.wav' would have cl");
}

static void
test_report_is_json_whatever_the_names(void** const state)
{
  (void)state;
  write_input("in/\xD2\x9B\xE9\n\"\\.wav");
  host(&run, "render", WIRE, "in", "-d", "out", "--report", "r.json", "--tail",
       "0");
  check_fine(&run);
  check_contains(run.out, "in/\xD2\x9B\xE9?\"\\.wav -> out/");
  char* const text = text_of("r.json");
  check_contains(text, "\"in/\xD2\x9B\\udce9\\u000a\\\"\\\\.wav\"");
  free(text);
}

static void
test_report_of_an_interrupted_run_says_so(void** const state)
{
  (void)state;
  const char* words[] = { "",       "render", "--plugin", "urn:dala-test:slow",
                          "in",     "-d",     "out",      "--report",
                          "r.json", NULL };
  start_host(&run, words);
  usleep(200000);
  assert_int_equal(kill(run.pid, SIGTERM), 0);
  finish_host(&run);
  check_code(&run, 128 + SIGTERM);
  check_contains(run.err, "interrupted when 0 of 4 files were done; the same "
                          "command with --resume");
  check_file_contains("r.json", "\"interrupted\": true");
}

static void
test_json_of_render_and_compare(void** const state)
{
  (void)state;
  host(&run, "render", WIRE, "in/0.wav", "-o", "x.wav", "--json");
  check_fine(&run);
  assert_memory_equal(run.out, "{\n", 2);
  check_contains(run.out, "\"frames\": 48000,");
  host(&run, "compare", "in/0.wav", "x.wav", "--json");
  check_fine(&run);
  check_contains(run.out, "\"identical\": true");
  host(&run, "compare", "in/1.wav", "x.wav", "--json");
  check_code(&run, 1);
  check_contains(run.out, "\"identical\": false");
  check_contains(run.out, "\"frames\": 48001");
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    files_test(test_report_has_hash_loudness_and_failures),
    files_test(test_report_of_a_resumed_run_has_every_file),
    files_test(test_report_has_the_warnings),
    files_test(test_report_is_json_whatever_the_names),
    files_test(test_report_of_an_interrupted_run_says_so),
    files_test(test_json_of_render_and_compare),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
