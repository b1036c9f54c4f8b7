#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Feeds a child's standard input and collects its output, side by side so that neither waits for
/// the other for ever; streams that the child has from elsewhere are absent.
struct Exchange: ~Copyable {
  let name: String
  let input: [UInt8]
  var writer: Descriptor?
  var output: Descriptor?
  var error: Descriptor?
  var outputBytes: [UInt8] = []
  var errorBytes: [UInt8] = []
  /// With more output than this, no more is read.
  var outputLimit = Int.max
  private var written = 0

  init(
    name: String, input: [UInt8], writer: consuming Descriptor?, output: consuming Descriptor?,
    error: consuming Descriptor?
  ) {
    self.name = name
    self.input = input
    self.writer = consume writer
    self.output = consume output
    self.error = consume error
  }

  mutating func close() {
    writer = nil
    output = nil
    error = nil
  }

  mutating func run() throws(SystemError) {
    if input.isEmpty { writer = nil }
    let writeEnd = raw(writer)
    if writeEnd >= 0 { _ = fcntl(writeEnd, F_SETFL, fcntl(writeEnd, F_GETFL) | O_NONBLOCK) }
    while raw(writer) >= 0 || raw(output) >= 0 || raw(error) >= 0 {
      // A negative descriptor is skipped by poll.
      var polled = [
        pollfd(fd: raw(writer), events: Int16(POLLOUT), revents: 0),
        pollfd(fd: raw(output), events: Int16(POLLIN), revents: 0),
        pollfd(fd: raw(error), events: Int16(POLLIN), revents: 0),
      ]
      _ = try retrying(.poll, name) { Int(poll(&polled, nfds_t(polled.count), -1)) }
      if polled[0].revents != 0, try !feed() { writer = nil }
      if polled[1].revents != 0,
        try !Self.drain(raw(output), name, &outputBytes) || outputBytes.count > outputLimit
      {
        output = nil
      }
      if polled[2].revents != 0, try !Self.drain(raw(error), name, &errorBytes) {
        error = nil
      }
    }
  }

  /// Answers whether there is more to write.
  private mutating func feed() throws(SystemError) -> Bool {
    let descriptor = raw(writer)
    do {
      written += try retrying(.write, name) {
        input.withUnsafeBytes { buffer in
          writeRaw(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        }
      }
    } catch  where error.errno == .brokenPipe {
      return false  // The program has read all it wants.
    } catch  where error.errno == .wouldBlock {
      return true
    }
    return written < input.count
  }

  /// Answers whether there may be more to read.
  private static func drain(
    _ descriptor: Int32, _ name: String, _ bytes: inout [UInt8]
  ) throws(SystemError) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 16_384)
    let count = try retrying(.read, name) {
      chunk.withUnsafeMutableBytes { readRaw(descriptor, $0.baseAddress, $0.count) }
    }
    bytes.append(contentsOf: chunk[..<count])
    return count > 0
  }
}

private func raw(_ descriptor: borrowing Descriptor?) -> Int32 {
  switch descriptor {
  case .some(let open): open.raw
  case .none: -1
  }
}
