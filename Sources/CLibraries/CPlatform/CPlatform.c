// Calls that the headers show only under _GNU_SOURCE, which Swift's importer does not define.
#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif
#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

int promptrepo_syncfs(int descriptor) {
#if defined(__linux__)
  return syncfs(descriptor);
#else
  (void)descriptor;
  errno = ENOSYS;
  return -1;
#endif
}

int promptrepo_pipe(int ends[2]) {
#if defined(__linux__)
  return pipe2(ends, O_CLOEXEC);
#else
  if (pipe(ends) == -1) return -1;
  for (int index = 0; index < 2; index++) {
    if (fcntl(ends[index], F_SETFD, FD_CLOEXEC) == -1) return -1;
  }
  return 0;
#endif
}

int promptrepo_spawn_in(posix_spawn_file_actions_t *actions, const char *directory) {
  return posix_spawn_file_actions_addchdir_np(actions, directory);
}

static int argument_count;
static char *const *argument_values;

#if defined(__GLIBC__) || defined(__APPLE__)
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
  argument_count = count;
  argument_values = values;
}
#endif

char *const *promptrepo_arguments(int *count) {
  *count = argument_count;
  return argument_values;
}

const char *promptrepo_program(void) {
#if defined(__linux__)
  return (const char *)getauxval(AT_EXECFN);
#else
  return NULL;
#endif
}

static const int held_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { held_count = sizeof held_signals / sizeof *held_signals };
static struct sigaction earlier[held_count];
static volatile pid_t pager_process;
static volatile int pager_input = -1;

// Only calls that are safe in a handler.
static void wait_for_pager(int number) {
  pid_t pager = pager_process;
  if (pager_input >= 0) close(pager_input);
  pager_input = -1;
  while (waitpid(pager, NULL, 0) == -1 && errno == EINTR) {
  }
  signal(number, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  raise(number);
}

void promptrepo_hold_signals(pid_t pager, int input) {
  pager_process = pager;
  pager_input = input;
  for (int index = 0; index < held_count; index++) {
    struct sigaction action = {.sa_flags = SA_RESTART};
    action.sa_handler = wait_for_pager;
    // A second signal waits for the first.
    sigfillset(&action.sa_mask);
    if (sigaction(held_signals[index], NULL, &earlier[index]) == -1) continue;
    if (earlier[index].sa_handler == SIG_DFL) sigaction(held_signals[index], &action, NULL);
  }
}

void promptrepo_release_signals(void) {
  for (int index = 0; index < held_count; index++) {
    sigaction(held_signals[index], &earlier[index], NULL);
  }
  pager_input = -1;
  pager_process = 0;
}

__attribute__((weak)) const char *promptrepo_revision_of_build(void);

const char *promptrepo_revision(void) {
  return promptrepo_revision_of_build ? promptrepo_revision_of_build() : "";
}

const char *promptrepo_c_library_version(void) {
#if defined(__GLIBC__)
  return gnu_get_libc_version();
#else
  return NULL;
#endif
}
