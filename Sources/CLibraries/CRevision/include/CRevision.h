#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// The first digits of the commit that was checked out where this was built; empty in builds for
/// debugging, and where there is no repository of git with a log of HEAD.
///
/// CPlatform finds it where an executable is linked with it.
const char *promptrepo_revision_of_build(void);

#ifdef __cplusplus
}
#endif
