#pragma once

#include <stddef.h>

/// How many places of the instrumented code have been reached so far: 0 where nothing is
/// instrumented.
///
/// The code is instrumented by `-sanitize-coverage=edge,trace-pc-guard`.
size_t ccoverage_reached(void);

/// How many places there are.
size_t ccoverage_places(void);
