internal import Platform
internal import PromptRepo

extension Workspace {
  /// The path of the frames, beside the index.
  private var framesPath: String { "\(indexPath)-frames" }

  /// Reads the frames; damaged ones are none.
  func frames() throws(RepositoryError) -> FrameIndex {
    let bytes = try reporting { () throws(SystemError) in
      try files.readFileIfPresent(framesPath)
    }
    return bytes.flatMap(FrameIndex.init) ?? FrameIndex()
  }

  /// Notes how files are written around their templates, so that one that is lost is written so
  /// again.
  ///
  /// - Parameters:
  ///   - bytes: The bytes of each file; nil for one that is gone.
  ///   - changed: The files to look at whatever they look like.
  func noteFrames(
    _ bytes: [PromptName: [UInt8]?], changed: Set<PromptName> = []
  ) throws(RepositoryError) {
    let known = try frames()
    let new = noted(bytes, changed, known)
    if new == known { return }
    let lock = try reporting { () throws(SystemError) in
      try files.makeDirectories(parent(of: indexPath))
      return try files.lock("\(indexPath).lock", timeout: .seconds(10))
    }
    // What another process noted meanwhile stays.
    let written = noted(bytes, changed, try frames()).bytes
    try reporting { () throws(SystemError) in
      try files.replaceFile(framesPath, with: written, durably: false)
    }
    lock.release()
  }

  private func noted(
    _ bytes: [PromptName: [UInt8]?], _ changed: Set<PromptName>, _ known: FrameIndex
  ) -> FrameIndex {
    var frames = known
    for (name, bytes) in bytes {
      let isOfInterest =
        known.frames[name] != nil || changed.contains(name)
        || bytes.map(FrameIndex.looksOdd) ?? false
      if isOfInterest { frames.note(bytes, of: name, path: relativePath(of: name)) }
    }
    return frames
  }
}
