internal import CPlatform

/// The two ends of a pipe, neither inherited by children unless handed to them.
struct Pipe: ~Copyable {
  let reader: Descriptor
  let writer: Descriptor

  init() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    if promptrepo_pipe(&ends) == -1 {
      throw SystemError(call: .pipe, path: "pipe", errno: .current)
    }
    reader = Descriptor(ends[0])
    writer = Descriptor(ends[1])
  }

  /// Keeps the reading end and closes the other.
  consuming func takeReader() -> Descriptor { reader }
  /// Keeps the writing end and closes the other.
  consuming func takeWriter() -> Descriptor { writer }
}
