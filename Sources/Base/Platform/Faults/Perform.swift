#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Makes a call that answers −1 and `errno` on failure; retries when a signal interrupts it.
@inline(__always)
func perform(
  _ call: SystemCall, _ path: String, _ faults: FaultPlan?, _ body: () -> Int
) throws(SystemError) -> Int {
  if let faults { return try performFaulty(call, path, faults, body) }
  return try retrying(call, path, body)
}

@inline(__always)
func retrying(
  _ call: SystemCall, _ path: String, _ body: () -> Int
) throws(SystemError) -> Int {
  while true {
    let result = body()
    if result != -1 { return result }
    let errno = ErrorNumber.current
    if errno != .interrupted { throw SystemError(call: call, path: path, errno: errno) }
  }
}

/// As `perform`, for a call that takes a path: one with a NUL byte would be cut short silently.
@inline(__always)
func performOnPath(
  _ call: SystemCall, _ path: String, _ faults: FaultPlan?, _ body: () -> Int
) throws(SystemError) -> Int {
  if hasNUL(path) {
    throw SystemError(call: call, path: path, errno: .invalidArgument)
  }
  return try perform(call, path, faults, body)
}

/// Whether a path holds a NUL byte; asked before every call, so it must cost next to nothing.
func hasNUL(_ path: String) -> Bool {
  path.utf8.withContiguousStorageIfAvailable { bytes in
    bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
  } ?? path.utf8.contains(0)
}

@inline(never)
private func performFaulty(
  _ call: SystemCall, _ path: String, _ faults: FaultPlan, _ body: () -> Int
) throws(SystemError) -> Int {
  switch faults.consult(call, path) {
  case nil: return try retrying(call, path, body)
  case .fail(let errno), .tear(_, let errno):
    throw SystemError(call: call, path: path, errno: errno)
  case .kill: throw SystemError(call: call, path: path, errno: .killed)
  case .performThenFail(let errno):
    _ = try retrying(call, path, body)
    throw SystemError(call: call, path: path, errno: errno)
  }
}
