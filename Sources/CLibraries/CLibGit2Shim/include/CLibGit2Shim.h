#pragma once

#include <stddef.h>

/// Sets GIT_OPT_ENABLE_FSYNC_GITDIR of libgit2, whose own function for it is variadic and so out of
/// Swift's reach. Returns 0, or libgit2's error code.
int clibgit2shim_enable_fsync(int enabled);

/// Sets GIT_OPT_SET_EXTENSIONS of libgit2: the names, without "extensions.", of what a repository of
/// format version 1 may demand besides what libgit2 itself handles. Returns 0, or libgit2's error
/// code.
int clibgit2shim_set_extensions(const char **names, size_t count);

/// Sets GIT_OPT_SET_OWNER_VALIDATION of libgit2. Returns 0, or libgit2's error code.
int clibgit2shim_check_owners(int enabled);

/// Sets GIT_OPT_SET_SEARCH_PATH of libgit2: where settings of a level are looked for. Returns 0, or
/// libgit2's error code.
int clibgit2shim_set_search_path(int level, const char *path);
