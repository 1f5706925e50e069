#ifndef DALA_TESTS_HOST_HOST_TEST_H
#define DALA_TESTS_HOST_HOST_TEST_H

#include "tests/support/check.h"

#include <sndfile.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/**
   Runs the built host as a child process, in an empty folder per test.

   DALA_HOST names the program, DALA_TEST_BUNDLES the folder with the plugins
   of tests/host/bundles. Functions are inline, so each test program uses what
   it needs.
*/

/// Most words of a command line, with the end mark.
#define MAX_WORDS 40

/// How the host is run, and what came of it.
typedef struct {
  bool   as_nobody;  /* give up root first */
  bool   own_group;  /* lead a process group, to be killed with its children */
  bool   full_disk;  /* standard output takes nothing */
  rlim_t file_limit; /* most bytes in a file; 0: no limit */
  int    files[2];   /* what it writes to standard output and error */
  pid_t  pid;
  int    code; /* exit code, or 128 + signal */
  char   out[65536];
  char   err[16384];
} Run;

static char host_program[4096];
static char host_bundles[4096];

static inline void
find_program(char* const path, const char* const variable,
             const char* const otherwise)
{
  const char* const given = getenv(variable);
  if (!realpath(given ? given : otherwise, path)) {
    print_error("%s: no such file; build first, or set %s\n",
                given ? given : otherwise, variable);
    exit(1);
  }
}

/// Make an empty folder and go there; `*state` is its name.
static inline int
enter_folder(void** const state)
{
  char* const name = strdup("/tmp/dala-host-test-XXXXXX");
  if (!host_program[0]) {
    find_program(host_program, "DALA_HOST", "build/dala-host");
    find_program(host_bundles, "DALA_TEST_BUNDLES", "build/tests/bundles");
    setenv("LV2_PATH", host_bundles, 1);
  }
  *state = name;
  return !name || !mkdtemp(name) || chmod(name, 0755) || chdir(name);
}

static inline int
remove_one(const char* const path, const struct stat* const status,
           const int type, struct FTW* const place)
{
  (void)status;
  (void)type;
  (void)place;
  return remove(path);
}

static inline int
leave_folder(void** const state)
{
  char* const name = (char*)*state;
  const int   failed =
    chdir("/") || nftw(name, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  free(name);
  return failed;
}

/// A test in a folder of its own.
#define folder_test(function)                                                  \
  cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

static inline void
become_host(const Run* const run, const char** const words)
{
  const struct rlimit limit = { run->file_limit, run->file_limit };
  dup2(run->files[0], STDOUT_FILENO);
  dup2(run->files[1], STDERR_FILENO);
  if (run->file_limit) {
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  if (run->as_nobody && !getuid() && (setgid(65534) || setuid(65534))) {
    _exit(126);
  }
  if (run->own_group) {
    setpgid(0, 0);
  }
  words[0] = host_program;
  execv(host_program, (char* const*)words);
  _exit(126);
}

/// Start the host with the words up to NULL; words[0] is set here.
static inline void
start_host(Run* const run, const char** const words)
{
  run->files[0] = run->full_disk ? open("/dev/full", O_RDWR | O_CLOEXEC)
                                 : memfd_create("out", MFD_CLOEXEC);
  run->files[1] = memfd_create("err", MFD_CLOEXEC);
  assert_true(run->files[0] >= 0 && run->files[1] >= 0);
  run->pid = fork();
  assert_true(run->pid >= 0);
  if (!run->pid) {
    become_host(run, words);
  }
}

static inline void
read_back(const int file, char* const text, const size_t room)
{
  const ssize_t n = pread(file, text, room - 1, 0);
  assert_true(n >= 0);
  text[n] = '\0';
  close(file);
}

/// Wait for the end of the host and gather what it said.
static inline void
finish_host(Run* const run)
{
  int status = 0;
  assert_int_equal(waitpid(run->pid, &status, 0), run->pid);
  run->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  read_back(run->files[0], run->out, sizeof(run->out));
  read_back(run->files[1], run->err, sizeof(run->err));
}

/// Run the host with these words: host(&run, "list", "--json").
#define host(run, ...)                                                         \
  do {                                                                         \
    const char* words_[MAX_WORDS] = { "", __VA_ARGS__, NULL };                 \
    start_host(run, words_);                                                   \
    finish_host(run);                                                          \
  } while (0)

static inline void
check_contains(const char* const text, const char* const part)
{
  if (!strstr(text, part)) {
    print_error("no \"%s\" in:\n%s\n", part, text);
    fail();
  }
}

static inline void
check_code(const Run* const run, const int code)
{
  if (run->code != code) {
    print_error("exit code %d, not %d:\n%s%s\n", run->code, code, run->err,
                run->out);
    fail();
  }
}

/// The host failed with this code and one line that says what to do.
static inline void
check_refused(const Run* const run, const int code, const char* const what)
{
  check_code(run, code);
  check_contains(run->err, what);
  const char* const end = strchr(run->err, '\n');
  if (strncmp(run->err, "dala-host: ", 11) || !end || end[1] ||
      !strchr(run->err, ';')) {
    print_error("not one line 'dala-host: what; what to do':\n%s\n", run->err);
    fail();
  }
  assert_string_equal(run->out, "");
}

/// The host succeeded and had nothing to complain of.
static inline void
check_fine(const Run* const run)
{
  check_code(run, 0);
  assert_string_equal(run->err, "");
}

static unsigned n_found;

static inline int
count_one(const char* const path, const struct stat* const status,
          const int type, struct FTW* const place)
{
  (void)path;
  (void)status;
  (void)place;
  n_found += (type != FTW_D) ? 1u : 0u;
  return 0;
}

/// There are exactly so many files here and below, hidden ones included.
static inline void
check_file_count(const unsigned wanted)
{
  n_found = 0;
  assert_int_equal(nftw(".", count_one, 16, FTW_PHYS), 0);
  assert_int_equal(n_found, wanted);
}

static inline bool
exists(const char* const path)
{
  return !access(path, F_OK);
}

/// All bytes of a file, to be freed.
static inline char*
read_file(const char* const path, size_t* const size)
{
  struct stat status;
  assert_int_equal(stat(path, &status), 0);
  char* const bytes = (char*)calloc(1, (size_t)status.st_size + 1u);
  FILE* const file  = fopen(path, "rb");
  assert_true(bytes && file);
  *size = fread(bytes, 1, (size_t)status.st_size, file);
  fclose(file);
  return bytes;
}

static inline void
write_file(const char* const path, const void* const bytes, const size_t size)
{
  FILE* const file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, size, file), size);
  assert_int_equal(fclose(file), 0);
}

static inline bool
same_bytes(const char* const a, const char* const b)
{
  size_t      sizes[2];
  char* const x    = read_file(a, &sizes[0]);
  char* const y    = read_file(b, &sizes[1]);
  const bool  same = sizes[0] == sizes[1] && !memcmp(x, y, sizes[0]);
  free(x);
  free(y);
  return same;
}

#endif // DALA_TESTS_HOST_HOST_TEST_H
