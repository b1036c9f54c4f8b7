internal import CZlib
package import GitModel

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
