#pragma once

#include <spawn.h>
#include <sys/types.h>

/// Flushes the file system that holds an open file: syncfs(2).
/// Returns 0, or -1 with errno; ENOSYS where the system has no such call.
int promptrepo_syncfs(int descriptor);

/// Makes a pipe whose ends no child inherits: pipe2(2) with O_CLOEXEC, or the nearest to it.
/// Returns 0, or -1 with errno.
int promptrepo_pipe(int ends[2]);

/// Has a program that is started by posix_spawn(3) begin in a directory:
/// posix_spawn_file_actions_addchdir_np(3). Returns 0, or the number of the error.
int promptrepo_spawn_in(posix_spawn_file_actions_t *actions, const char *directory);

/// The arguments that the process was started with, its own name first; null where the system does
/// not hand them to code that runs before `main`.
char *const *promptrepo_arguments(int *count);

/// The path by which the process's program was started; null where the system does not tell.
const char *promptrepo_program(void);

/// Has signals that end this process (SIGINT, SIGTERM, SIGHUP, SIGQUIT) wait for a pager: they close
/// its input, wait for its end, and only then do what they do. Ignored signals stay ignored.
void promptrepo_hold_signals(pid_t pager, int input);

/// Gives these signals back what they did before.
void promptrepo_release_signals(void);

/// The first digits of the commit that the program was built from; empty where that is not known.
/// An executable that is linked with CRevision knows.
const char *promptrepo_revision(void);

/// The version of the C library that runs: gnu_get_libc_version(3); null where it has no such call.
const char *promptrepo_c_library_version(void);
