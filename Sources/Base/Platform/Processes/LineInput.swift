#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Reads standard input line by line, for programs that have something else to do when none comes.
public struct LineInput: ~Copyable {
  /// What comes next.
  public enum Event: Sendable, Hashable {
    /// A line without its end; of the last one the end may be missing.
    case line([UInt8])
    /// The beginning of a line that is longer than lines may be; the rest of it is passed over.
    case longLine
    /// Nothing came in the time.
    case nothing
    /// There is no more.
    case end
  }

  private static let lineEnd = UInt8(ascii: "\n")
  private static let chunkSize = 65_536

  private let descriptor: Int32
  private let name: String
  private let limit: Int
  /// What was read and not handed out.
  private var buffer: [UInt8] = []
  /// How much of ``buffer`` was handed out.
  private var start = 0
  /// Up to where ``buffer`` is known to hold no end of a line.
  private var searched = 0
  /// Whether the rest of a long line is passed over.
  private var isSkipping = false
  private var isAtEnd = false

  /// Reads a stream whose lines have at most so many bytes.
  public init(_ stream: StandardStream = .input, limit: Int) {
    self.init(descriptor: stream.rawValue, name: stream.name, limit: limit)
  }

  init(descriptor: Int32, name: String, limit: Int) {
    self.descriptor = descriptor
    self.name = name
    self.limit = limit
  }

  /// The next line, or that none came.
  ///
  /// - Parameter milliseconds: How long to wait at most; `nil` for as long as it takes.
  public mutating func next(within milliseconds: Int32?) throws(SystemError) -> Event {
    while true {
      if let event = takeLine() { return event }
      if isAtEnd { return takeRest() }
      guard try waits(milliseconds) else { return .nothing }
      try readMore()
    }
  }

  /// What is in the buffer already; `nil` where more has to be read first.
  private mutating func takeLine() -> Event? {
    while true {
      guard let end = buffer[searched...].firstIndex(of: Self.lineEnd) else {
        searched = buffer.count
        if isSkipping {
          start = buffer.count
          return nil
        }
        guard buffer.count - start > limit else { return nil }
        isSkipping = true
        start = buffer.count
        return .longLine
      }
      let line = start..<end
      start = end + 1
      searched = start
      if isSkipping {
        isSkipping = false
        continue
      }
      return line.count > limit ? .longLine : .line(Array(buffer[line]))
    }
  }

  private mutating func takeRest() -> Event {
    guard start < buffer.count, !isSkipping else { return .end }
    defer { start = buffer.count }
    return .line(Array(buffer[start...]))
  }

  private func waits(_ milliseconds: Int32?) throws(SystemError) -> Bool {
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let ready = try retrying(.poll, name) { Int(poll(&polled, 1, milliseconds ?? -1)) }
    return ready > 0
  }

  private mutating func readMore() throws(SystemError) {
    if start == buffer.count {
      buffer.removeAll(keepingCapacity: buffer.capacity <= 4 * Self.chunkSize)
      (start, searched) = (0, 0)
    } else if start > Self.chunkSize, start > buffer.count / 2 {
      buffer.removeFirst(start)
      searched -= start
      start = 0
    }
    let length = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: Self.chunkSize))
    let count: Int
    do throws(SystemError) {
      count = try retrying(.read, name) {
        buffer.withUnsafeMutableBytes { bytes in
          readRaw(descriptor, bytes.baseAddress.map { $0 + length }, Self.chunkSize)
        }
      }
    } catch {
      buffer.removeLast(Self.chunkSize)
      throw error
    }
    buffer.removeLast(Self.chunkSize - count)
    isAtEnd = count == 0
  }
}
