#include "tests/host/host_test.h"

static Run run;

/// Step over one JSON value and the blanks after it; NULL if it is none.
static const char*
skip_json(const char* c)
{
  const char close = (*c == '{') ? '}' : ']';
  const bool keys  = *c == '{';
  if (*c == '"') {
    for (++c; *c && *c != '"'; ++c) {
      c += (*c == '\\') ? 1 : 0;
    }
    return *c ? c + 1 + strspn(c + 1, " \n") : NULL;
  }
  if (*c != '{' && *c != '[') {
    const size_t length = strcspn(c, ",]} \n");
    return length ? c + length + strspn(c + length, " \n") : NULL;
  }
  c += 1 + strspn(c + 1, " \n");
  for (bool first = true; c && *c && *c != close; first = false) {
    if (!first) {
      c = (*c == ',') ? c + 1 + strspn(c + 1, " \n") : NULL;
    }
    if (c && keys) {
      c = (*c == '"') ? skip_json(c) : NULL;
      c = (c && *c == ':') ? c + 1 + strspn(c + 1, " \n") : NULL;
    }
    c = c ? skip_json(c) : NULL;
  }
  return (c && *c) ? c + 1 + strspn(c + 1, " \n") : NULL;
}

/// Standard output is one JSON value.
static void
check_json(void)
{
  const char* const end = skip_json(run.out);
  if (!end || *end) {
    print_error("no JSON, at \"%.60s\":\n%s", end ? end : "?", run.out);
    fail();
  }
}

static void
test_list_names_every_plugin(void** const state)
{
  (void)state;
  host(&run, "list");
  check_fine(&run);
  check_contains(run.out, "urn:dala-test:wire\t1>1\tWire\n");
  check_contains(run.out, "urn:dala-test:wire_stereo\t2>2\tWire (stereo)\n");
  check_contains(run.out, "urn:dala-test:strict\t1>1\tStrict\n");
}

static void
test_list_json_has_every_field(void** const state)
{
  (void)state;
  host(&run, "list", "--json");
  check_fine(&run);
  assert_int_equal(run.out[0], '[');
  check_json();
  check_contains(run.out, "    \"uri\": \"urn:dala-test:wire_stereo\",\n"
                          "    \"name\": \"Wire (stereo)\",\n");
  check_contains(run.out, "    \"audio_in\": 2,\n    \"audio_out\": 2\n  }");
}

static void
test_list_without_plugins_is_an_empty_list(void** const state)
{
  (void)state;
  setenv("LV2_PATH", "/nowhere", 1);
  host(&run, "list", "--json");
  setenv("LV2_PATH", host_bundles, 1);
  check_fine(&run);
  assert_string_equal(run.out, "[]\n");
}

static void
test_list_passes_over_what_is_no_bundle(void** const state)
{
  (void)state;
  char path[sizeof(host_bundles) + 8];
  snprintf(path, sizeof(path), ".:none:%s", host_bundles);
  assert_int_equal(mkdir("folder", 0755), 0);
  write_file("file", "x", 1);
  setenv("LV2_PATH", path, 1);
  host(&run, "list");
  setenv("LV2_PATH", host_bundles, 1);
  check_fine(&run);
  check_contains(run.out, "urn:dala-test:wire\t1>1\tWire\n");
}

static void
test_info_shows_ports_and_presets(void** const state)
{
  (void)state;
  host(&run, "info", "--plugin", "urn:dala-test:gain");
  check_fine(&run);
  check_contains(run.out, "[-60 .. 24] default 0 dB");
  check_contains(run.out, "2 = Very hard");
  check_contains(run.out, "times the sample rate");
  check_contains(run.out, "Quiet ");
  check_contains(run.out, "<urn:dala-test:gain#loud>");
  host(&run, "info", "--plugin", "urn:dala-test:latency");
  check_contains(run.out, "latency: reported on 'latency'");
}

static void
test_info_json_has_ranges_units_and_points(void** const state)
{
  (void)state;
  host(&run, "info", "--json", "--plugin", "urn:dala-test:gain");
  check_fine(&run);
  check_json();
  check_contains(run.out, "\"symbol\": \"gain\"");
  check_contains(run.out, "\"minimum\": -60,\n      \"maximum\": 24,\n      "
                          "\"default\": 0,\n      \"unit\": \"dB\"");
  check_contains(run.out, "\"label\": \"Very hard\"");
  check_contains(run.out, "\"uri\": \"urn:dala-test:gain#quiet\"");
  check_contains(run.out, "\"refused\": null");
}

static void
test_info_tells_why_a_plugin_cannot_be_run(void** const state)
{
  (void)state;
  host(&run, "info", "--plugin", "urn:dala-test:needs");
  check_fine(&run);
  check_contains(run.out, "cannot be run: the plugin requires the feature "
                          "<urn:dala-test:no-such-feature>");
}

static void
test_info_of_an_unknown_plugin_exits_11(void** const state)
{
  (void)state;
  host(&run, "info", "--plugin", "urn:dala-test:gian");
  check_refused(&run, 11, "did you mean <urn:dala-test:gain>?");
}

/// One wrong command line, and what is said of it.
static void
check_usage(const char* const what, const char** const words)
{
  start_host(&run, words);
  finish_host(&run);
  check_refused(&run, 2, what);
}

#define usage(what, ...)                                                       \
  check_usage(what, (const char*[]){ "", __VA_ARGS__, NULL })

static void
test_usage_errors_say_what_to_do_and_exit_2(void** const state)
{
  (void)state;
  check_usage("no command", (const char*[]){ "", NULL });
  usage("'rendre' is no command", "rendre");
  usage("did you mean --plugin?", "render", "--plugni", "x");
  usage("'--set' needs a value", "render", "--set");
  usage("no input", "render", "-o", "x.wav");
  usage("no output", "render", "x.wav");
  usage("-o and -d together", "render", "x.wav", "-o", "a", "-d", "b");
  usage("several inputs and one -o", "render", "a", "b", "-o", "c.wav");
  usage("--control-log is for one file", "render", "a", "-d", "b",
        "--control-log", "c");
  usage("'--block 0'", "render", "a", "-o", "b.wav", "--block", "0");
  usage("'--block random:'", "render", "a", "-o", "b", "--block", "random:");
  usage("'--block -1'", "render", "a", "-o", "b.wav", "--block", "-1");
  usage("'--tail -1'", "render", "a", "-o", "b.wav", "--tail", "-1");
  usage("'--tail soon'", "render", "a", "-o", "b.wav", "--tail", "soon");
  usage("'--bits 12'", "render", "a", "-o", "b.wav", "--bits", "12");
  usage("'--format mp3'", "render", "a", "-o", "b.wav", "--format", "mp3");
  usage("'--channel up'", "render", "a", "-o", "b.wav", "--channel", "up");
  usage("'--jobs 0'", "render", "a", "-d", "b", "--jobs", "0");
  usage("compare needs two files, not 1", "compare", "a.wav");
  usage("'x' is one word too many", "list", "x");
  usage("name a plugin with --plugin URI", "info", "urn:x");
  usage("'-x' is no option", "render", "-o", "out.wav", "-xyz.wav");
  usage("'-z' is no option", "render", "-z", "-o", "out.wav", "a");
  usage("'--force=1' is no option", "render", "a", "-d", "b", "--force=1");
  usage("'-o' needs a value", "render", "a", "-o");
  usage("'--output' needs a value", "render", "a", "--output");
  usage("not written to standard output", "render", "a", "-o", "-");
  usage("--shard is for many files", "render", "a", "-o", "b.wav", "--shard",
        "1/2");
  check_file_count(0);
}

static void
test_usage_of_set_without_equals_exits_2(void** const state)
{
  (void)state;
  host(&run, "render", "--plugin", "urn:dala-test:gain", "a.wav", "-o", "b.wav",
       "--set", "gain");
  check_refused(&run, 2, "write --set symbol=value");
}

static const char* const commands[] = { "list",    "info",   "render",
                                        "compare", "stress", "bench" };

static void
test_help_fits_a_screen_and_lists_exit_codes(void** const state)
{
  (void)state;
  for (size_t i = 0; i <= 6; ++i) {
    if (i < 6) {
      host(&run, commands[i], "--help");
    } else {
      host(&run, "--help");
    }
    check_fine(&run);
    int n_lines = 0;
    for (const char* line = run.out; *line; ++n_lines) {
      const size_t length = strcspn(line, "\n");
      assert_true(length < 80);
      line += length + 1;
    }
    assert_true(n_lines < 50);
  }
  check_contains(run.out, "   0  done");
  check_contains(run.out, "  23  some files of several failed");
  for (size_t i = 0; i < 6; ++i) {
    check_contains(run.out, commands[i]);
  }
}

/// The manual, as a reader sees it as far as dashes go, to be freed.
static char*
read_manual(void)
{
  const char* const source = getenv("DALA_SOURCE");
  char              path[4200];
  size_t            size = 0;
  snprintf(path, sizeof path, "%s/host/dala-host.1", source ? source : ".");
  char* const text = read_file(path, &size);
  size_t      n    = 0;
  for (size_t i = 0; i < size; ++i) {
    if (!(text[i] == '\\' && text[i + 1] == '-')) {
      text[n++] = text[i];
    }
  }
  text[n] = '\0';
  return text;
}

static void
test_manual_has_every_option_and_exit_code(void** const state)
{
  (void)state;
  char* const manual = read_manual();
  for (size_t i = 0; i < 6; ++i) {
    host(&run, commands[i], "--help");
    for (char* at = strstr(run.out, "--"); at; at = strstr(at + 2, "--")) {
      char option[40];
      snprintf(option, sizeof option, "%.*s",
               (int)strspn(at, "-abcdefghijklmnopqrstuvwxyz"), at);
      check_contains(manual, option);
    }
  }
  host(&run, "--help");
  for (char* line = strstr(run.out, "   0  "); line && *line;) {
    char* const end   = strchr(line, '\n');
    *end              = '\0';
    char* const sense = line + strcspn(line, "abcdefghijklmnopqrstuvwxyz") + 1;
    check_contains(manual, sense); /* begins with a capital there */
    line = end + 1;
  }
  free(manual);
}

static void
test_version_names_the_program(void** const state)
{
  (void)state;
  host(&run, "--version");
  check_fine(&run);
  assert_int_equal(strncmp(run.out, "dala-host ", 10), 0);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    folder_test(test_list_names_every_plugin),
    folder_test(test_list_json_has_every_field),
    folder_test(test_list_without_plugins_is_an_empty_list),
    folder_test(test_list_passes_over_what_is_no_bundle),
    folder_test(test_info_shows_ports_and_presets),
    folder_test(test_info_json_has_ranges_units_and_points),
    folder_test(test_info_tells_why_a_plugin_cannot_be_run),
    folder_test(test_info_of_an_unknown_plugin_exits_11),
    folder_test(test_usage_errors_say_what_to_do_and_exit_2),
    folder_test(test_usage_of_set_without_equals_exits_2),
    folder_test(test_help_fits_a_screen_and_lists_exit_codes),
    folder_test(test_manual_has_every_option_and_exit_code),
    folder_test(test_version_names_the_program),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
