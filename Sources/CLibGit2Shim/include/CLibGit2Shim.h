#pragma once

/// Sets GIT_OPT_ENABLE_FSYNC_GITDIR of libgit2, whose own function for it is variadic and so out of
/// Swift's reach. Returns 0, or libgit2's error code.
int clibgit2shim_enable_fsync(int enabled);
