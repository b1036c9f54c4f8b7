#include "CCoverage.h"

#include <stdatomic.h>
#include <stdint.h>

static atomic_size_t places, reached;

size_t ccoverage_reached(void) { return atomic_load_explicit(&reached, memory_order_relaxed); }
size_t ccoverage_places(void) { return atomic_load_explicit(&places, memory_order_relaxed); }

// What the compiler calls: once for each module, then at each place. A place that was reached has
// a guard of zero from then on, so that it costs one comparison.
void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop) {
  if (start == stop || *start) return;
  for (uint32_t *guard = start; guard < stop; guard++) *guard = 1;
  atomic_fetch_add(&places, (size_t)(stop - start));
}

void __sanitizer_cov_trace_pc_guard(uint32_t *guard) {
  if (!*guard) return;
  *guard = 0;
  atomic_fetch_add_explicit(&reached, 1, memory_order_relaxed);
}
