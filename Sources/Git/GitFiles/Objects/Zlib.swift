internal import CZlib
package import GitModel
internal import Synchronization

/// A reusable zlib stream for compressing.
package struct Deflater: ~Copyable {
  // zlib keeps the stream's address, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let level: Int
  private var isReady = false
  private var strategy = Z_DEFAULT_STRATEGY

  /// - Parameter level: From 1 (fast) to 9 (small).
  package init(level: Int) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    self.level = level
  }

  deinit {
    if isReady { deflateEnd(stream) }
    stream.deallocate()
  }

  /// Compresses two stretches of bytes into one zlib stream.
  ///
  /// Commits, trees and tags are small and read in long rows: the fixed Huffman code makes a commit
  /// a sixth longer, but inflates it in less than half the time, since no table has to be built.
  package mutating func deflate(
    head: [UInt8] = [], _ body: [UInt8], _ kind: ObjectKind
  ) throws(RepositoryError) -> [UInt8] {
    guard head.count + body.count <= ObjectLimits.maximumBytes,
      prepare(kind == .blob ? Z_DEFAULT_STRATEGY : Z_FIXED)
    else {
      throw failure(head.count + body.count)
    }
    let bound = Int(deflateBound(stream, UInt(head.count + body.count)))
    var status = Z_OK
    let output = [UInt8](unsafeUninitializedCapacity: bound) { buffer, initialized in
      stream.pointee.next_out = buffer.baseAddress
      stream.pointee.avail_out = UInt32(bound)
      if !head.isEmpty { status = feed(head, Z_NO_FLUSH) }
      if status == Z_OK { status = feed(body, Z_FINISH) }
      initialized = bound - Int(stream.pointee.avail_out)
    }
    guard status == Z_STREAM_END else { throw failure(head.count + body.count) }
    return output
  }

  /// Makes the stream new; its 256 KiB are allocated the first time.
  private mutating func prepare(_ strategy: Int32) -> Bool {
    if isReady {
      guard deflateReset(stream) == Z_OK else { return false }
    } else {
      isReady =
        deflateInit_(stream, Int32(level), ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        == Z_OK
    }
    guard isReady else { return false }
    if strategy == self.strategy { return true }
    self.strategy = strategy
    return deflateParams(stream, Int32(level), strategy) == Z_OK
  }

  private func feed(_ bytes: [UInt8], _ flush: Int32) -> Int32 {
    bytes.withUnsafeBufferPointer { buffer in
      stream.pointee.next_in = UnsafeMutablePointer(mutating: buffer.baseAddress)
      stream.pointee.avail_in = UInt32(buffer.count)
      return CZlib.deflate(stream, flush)
    }
  }

  private func failure(_ count: Int) -> RepositoryError {
    RepositoryError(
      .unsupported, "an object of \(count) bytes cannot be compressed",
      hint: "Objects may have up to \(ObjectLimits.maximumBytes) bytes")
  }
}

/// A reusable zlib stream for decompressing.
///
/// The output's size is always known beforehand, so a stream that is shorter, longer or cut short
/// is told from a whole one.
package struct Inflater: ~Copyable {
  // zlib keeps the stream's address, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var isReady = false

  package init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
  }

  deinit {
    if isReady { inflateEnd(stream) }
    stream.deallocate()
  }

  /// Decompresses a stream at the start of `input` that holds exactly `count` bytes.
  ///
  /// - Returns: The bytes, and how many bytes of `input` the stream takes up.
  package mutating func inflate(
    _ input: RawSpan, count: Int
  ) throws(ObjectFault) -> (bytes: [UInt8], consumed: Int) {
    try ObjectLimits.check(claim: count, compressed: input.byteCount)
    return try start(input) { (inflater) throws(ObjectFault) in
      let bytes = try inflater.finish(prefix: [], count: count)
      return (bytes, inflater.consumed(input.byteCount))
    }
  }

  /// Decompresses a stream that begins with a header which tells the size of the rest.
  ///
  /// - Parameters:
  ///   - input: The whole stream; nothing may follow it.
  ///   - parseHeader: Gets the first bytes, up to 64, and answers the header's length and how many
  ///     bytes come after it.
  package mutating func inflate<Header>(
    _ input: RawSpan,
    parseHeader: (RawSpan) throws(ObjectFault) -> (length: Int, bodyCount: Int, header: Header)
  ) throws(ObjectFault) -> (header: Header, body: [UInt8]) {
    try start(input) { (inflater) throws(ObjectFault) in
      let first = try inflater.first(64)
      let (length, count, header) = try parseHeader(first.span.bytes)
      try ObjectLimits.check(claim: count, compressed: input.byteCount)
      guard first.count - length <= count else { throw .damaged("is longer than its header says") }
      let body = try inflater.finish(prefix: first[length...], count: count)
      guard inflater.consumed(input.byteCount) == input.byteCount else {
        throw .damaged("has bytes after its end")
      }
      return (header, body)
    }
  }

  /// Decompresses the first bytes of a stream that `input` may hold only the start of; fewer if there
  /// are no more.
  package mutating func inflate(
    _ input: RawSpan, first count: Int
  ) throws(ObjectFault) -> [UInt8] {
    try start(input) { (inflater) throws(ObjectFault) in try inflater.first(count) }
  }

  private mutating func start<Result>(
    _ input: RawSpan, _ body: (inout Inflater) throws(ObjectFault) -> Result
  ) throws(ObjectFault) -> Result {
    guard prepare() else {
      throw .damaged("cannot be read: zlib has no memory left")
    }
    // zlib counts in 32 bits; no object within the limits needs more input than this.
    guard input.byteCount > 0 else { throw .damaged("is empty") }
    return try input.withUnsafeBytes { (buffer) throws(ObjectFault) in
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: buffer.baseAddress?.assumingMemoryBound(to: UInt8.self))
      stream.pointee.avail_in = UInt32(clamping: buffer.count)
      return try body(&self)
    }
  }

  /// Makes the stream new; its memory is allocated the first time.
  private mutating func prepare() -> Bool {
    if isReady { return inflateReset(stream) == Z_OK }
    isReady = inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    return isReady
  }

  private func consumed(_ given: Int) -> Int {
    Int(UInt32(clamping: given) - stream.pointee.avail_in)
  }

  /// The first bytes of the output, fewer only if there are no more.
  private mutating func first(_ count: Int) throws(ObjectFault) -> [UInt8] {
    var status = Z_OK
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      stream.pointee.next_out = buffer.baseAddress
      stream.pointee.avail_out = UInt32(count)
      status = CZlib.inflate(stream, Z_SYNC_FLUSH)
      initialized = count - Int(stream.pointee.avail_out)
    }
    guard status == Z_OK || status == Z_STREAM_END else { throw failure(status) }
    return bytes
  }

  /// The output from here to its end, after bytes that are there already; `count` in all.
  private mutating func finish(
    prefix: ArraySlice<UInt8>, count: Int
  ) throws(ObjectFault) -> [UInt8] {
    var status = Z_OK
    var missing = 0
    // One byte more than needed, so that there always is an address to give to zlib.
    let bytes = [UInt8](unsafeUninitializedCapacity: max(1, count)) { buffer, initialized in
      _ = buffer.update(fromContentsOf: prefix)
      stream.pointee.next_out = buffer.baseAddress.map { $0 + prefix.count }
      stream.pointee.avail_out = UInt32(count - prefix.count)
      status = CZlib.inflate(stream, Z_FINISH)
      missing = Int(stream.pointee.avail_out)
      initialized = count - missing
    }
    guard status == Z_STREAM_END else {
      if status == Z_BUF_ERROR, missing == 0, stream.pointee.avail_in > 0 {
        throw .damaged("is longer than its header says")
      }
      throw failure(status)
    }
    guard missing == 0 else { throw .damaged("is shorter than its header says") }
    return bytes
  }

  private func failure(_ status: Int32) -> ObjectFault {
    switch status {
    case Z_BUF_ERROR, Z_OK: .damaged("is cut short")
    case Z_MEM_ERROR: .damaged("cannot be read: zlib has no memory left")
    default: .damaged("is not a valid zlib stream")
    }
  }
}

/// A few zlib streams that threads share, since making one costs more than a small object.
package final class InflaterPool: Sendable {
  private final class Slot: Sendable {
    let inflater = Mutex(Inflater())
  }

  private let slots = (0..<4).map { _ in Slot() }

  /// Lends a stream that nobody else uses.
  package func withInflater<Result: Sendable>(
    _ body: (inout Inflater) throws(ObjectFault) -> Result
  ) throws(ObjectFault) -> Result {
    for slot in slots {
      let result = try slot.inflater.withLockIfAvailable {
        (inflater) throws(ObjectFault) in try body(&inflater)
      }
      if let result { return result }
    }
    return try slots[0].inflater.withLock { (inflater) throws(ObjectFault) in try body(&inflater) }
  }
}
