internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A buffered writer to standard output or standard error.
///
/// Standard output is written when the buffer is full and by ``flush()``; standard error at once.
/// If the reader is gone, calls throw `.brokenPipe` (after ``Signals/ignoreFailedWrites()``): a
/// program then ends silently.
public final class StreamWriter: Sendable {
  /// The writer to standard output.
  public static let output = StreamWriter(.output, bufferSize: 65_536)
  /// The writer to standard error.
  public static let error = StreamWriter(.error, bufferSize: 0)

  private let descriptor: Int32
  private let name: String
  private let bufferSize: Int
  private let state = Mutex(State())

  private struct State {
    var buffer: [UInt8] = []
    /// Whether what is written waits in the buffer, since the terminal is a pager's.
    var isHeld = false
    /// What chooses a pager when the first bytes are to be seen; nil afterwards.
    var choosePager: (@Sendable () -> Pager?)?
    var pager: RunningPager?
    /// Whether there is a pager, or was one.
    var isPaged = false
  }

  init(_ stream: StandardStream, bufferSize: Int) {
    descriptor = stream.rawValue
    name = stream.name
    self.bufferSize = bufferSize
  }

  /// Writes bytes.
  public func write(_ bytes: [UInt8]) throws(SystemError) {
    try append { $0.append(contentsOf: bytes) }
  }

  /// Writes a text as UTF-8.
  public func write(_ text: String) throws(SystemError) {
    try append { $0.append(contentsOf: text.utf8) }
  }

  /// Writes what is still in the buffer.
  public func flush() throws(SystemError) {
    try state.withLock { (state) throws(SystemError) in
      if !state.isHeld { try drain(&state) }
    }
  }

  private func append(_ body: (inout [UInt8]) -> Void) throws(SystemError) {
    try state.withLock { (state) throws(SystemError) in
      body(&state.buffer)
      if state.buffer.count >= bufferSize, !state.isHeld { try drain(&state) }
    }
  }

  private func drain(_ state: inout State) throws(SystemError) {
    if let choose = state.choosePager, !state.buffer.isEmpty {
      state.choosePager = nil
      if let pager = choose() { startPager(pager, &state) }
    }
    // What could not be written is given up: a second try would repeat a part of it.
    defer { state.buffer.removeAll(keepingCapacity: true) }
    guard let pager = state.pager else { return try writeAll(state.buffer, to: descriptor) }
    pager.note(state.buffer[...])
    do throws(SystemError) {
      try writeAll(state.buffer, to: pager.descriptor)
    } catch {
      guard error.errno == .brokenPipe, try endPager(&state) else { throw error }
    }
  }

  private func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      done += try retrying(.write, name) {
        bytes.withUnsafeBytes { buffer in
          writeRaw(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        }
      }
    }
  }
}

// The pager, through which a person reads standard output.
extension StreamWriter {
  /// Shows what is written from now on through a pager, which starts with the first bytes.
  ///
  /// While it runs, what is written to standard error on the same terminal waits for its end.
  ///
  /// - Parameter choose: What says which pager; with nil, what is written goes out as it is.
  public func page(with choose: @escaping @Sendable () -> Pager?) {
    state.withLock { $0.choosePager = choose }
  }

  /// Writes what is still in the buffer, and waits until a pager has ended.
  ///
  /// A pager that ended before it had read all is no failure: its user has seen enough.
  public func finish() throws(SystemError) {
    try state.withLock { (state) throws(SystemError) in
      do throws(SystemError) {
        try drain(&state)
      } catch {
        // The user of a pager may have left.
        guard error.errno == .brokenPipe, state.isPaged else { throw error }
      }
      _ = try endPager(&state)
    }
  }

  private func startPager(_ pager: Pager, _ state: inout State) {
    do {
      state.pager = try pager.start()
      state.isPaged = true
      if Terminal.isTerminal(.error) { StreamWriter.error.hold() }
    } catch {
      StreamWriter.error.warn("the pager '\(pager.name)' cannot be started: \(error.message)")
    }
  }

  /// Waits for the pager's end, and shows what it has not.
  ///
  /// - Returns: Whether what was written to it so far is to be seen.
  private func endPager(_ state: inout State) throws(SystemError) -> Bool {
    guard let pager = state.pager else { return false }
    let end = pager.finish()
    state.pager = nil
    defer { StreamWriter.error.release() }
    guard case .failed(let how, let unread) = end else { return false }
    guard let unread else {
      StreamWriter.error.warn("the pager '\(pager.name)' \(how), and may not have shown all")
      return false
    }
    StreamWriter.error.warn("the pager '\(pager.name)' \(how), so this is shown without one")
    try writeAll(unread, to: descriptor)
    return true
  }

  private func hold() { state.withLock { $0.isHeld = true } }

  private func release() {
    // Where standard error cannot be written, there is nobody to tell.
    do {
      try state.withLock { (state) throws(SystemError) in
        state.isHeld = false
        try drain(&state)
      }
    } catch {}
  }

  private func warn(_ text: String) {
    // As above: nobody could be told of it.
    do { try write("Warning: \(text)\n") } catch {}
  }
}

/// One of the three streams a process starts with.
public enum StandardStream: Int32, Sendable, Hashable {
  case input = 0
  case output = 1
  case error = 2

  var name: String {
    switch self {
    case .input: "standard input"
    case .output: "standard output"
    case .error: "standard error"
    }
  }
}

/// The terminal behind the standard streams, if there is one.
public enum Terminal {
  /// Whether a stream is a terminal.
  public static func isTerminal(_ stream: StandardStream) -> Bool {
    isatty(stream.rawValue) == 1
  }

  /// Whether a stream is a terminal, and this process is in its foreground.
  public static func isForeground(_ stream: StandardStream) -> Bool {
    tcgetpgrp(stream.rawValue) == getpgrp()
  }

  /// The terminal's width in columns, or nil if the stream is none or does not know.
  public static func width(of stream: StandardStream = .output) -> Int? {
    var size = winsize()
    guard ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Reads standard input to its end.
  ///
  /// Throws `.fileTooLarge` if there are more than `maxBytes` bytes.
  public static func readStandardInput(maxBytes: Int = .max) throws(SystemError) -> [UInt8] {
    let name = StandardStream.input.name
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = try retrying(.read, name) {
        chunk.withUnsafeMutableBytes { readRaw(0, $0.baseAddress, $0.count) }
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
      if bytes.count > maxBytes {
        throw SystemError(call: .read, path: name, errno: .fileTooLarge)
      }
    }
  }

  /// Reads one line of standard input, without its end; empty at the end of input.
  public static func readLine() throws(SystemError) -> String {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      let count = try retrying(.read, StandardStream.input.name) {
        withUnsafeMutableBytes(of: &byte) { readRaw(0, $0.baseAddress, 1) }
      }
      if count == 0 || byte == 10 { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
  }
}
