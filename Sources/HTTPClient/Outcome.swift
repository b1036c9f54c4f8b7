import Dispatch
import Foundation
import HTTPMessages
import PromptsClient
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// What becomes of one request, for the thread that waits for it.
final class Outcome: Sendable {
  private let done = DispatchSemaphore(value: 0)
  private let result = Mutex<Result<HTTPResponse, TransportError>?>(nil)

  /// Notes the outcome and wakes the one who waits.
  func finish(_ data: Data?, _ response: URLResponse?, _ error: (any Error)?) {
    let outcome = Outcome.result(data, response, error)
    result.withLock { $0 = outcome }
    done.signal()
  }

  /// Waits for the outcome.
  func wait() -> Result<HTTPResponse, TransportError> {
    done.wait()
    return result.withLock { $0 } ?? .failure(TransportError("the request came to nothing"))
  }

  private static func result(
    _ data: Data?, _ response: URLResponse?, _ error: (any Error)?
  ) -> Result<HTTPResponse, TransportError> {
    if let error { return .failure(failure(error)) }
    guard let response = response as? HTTPURLResponse else {
      return .failure(TransportError("the answer is not one of HTTP"))
    }
    var fields = HTTPFields()
    for (name, value) in response.allHeaderFields {
      fields.append(HTTPFieldName(rawValue: "\(name)"), "\(value)")
    }
    let length = fields[.contentLength].flatMap { Int($0) }
    let body = [UInt8](data ?? Data())
    // A connection that ends early is not always told as an error.
    if let length, fields[HTTPFieldName(rawValue: "content-encoding")] == nil, body.count < length {
      return .failure(TransportError("the answer was cut off"))
    }
    return .success(
      HTTPResponse(HTTPStatus(rawValue: response.statusCode), fields: fields, body: body))
  }

  private static func failure(_ error: any Error) -> TransportError {
    let code = (error as? URLError)?.code
    let unsent: Set<URLError.Code> = [
      .cannotConnectToHost, .cannotFindHost, .dnsLookupFailed, .notConnectedToInternet,
      .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
      .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid,
    ]
    return TransportError(
      message(error, code), isUnsent: code.map { unsent.contains($0) } ?? false)
  }

  private static func message(_ error: any Error, _ code: URLError.Code?) -> String {
    switch code {
    case .timedOut: "the server did not answer in time"
    case .cannotConnectToHost: "the server cannot be reached: nothing answers at its address"
    case .cannotFindHost, .dnsLookupFailed: "the server's name cannot be found"
    case .networkConnectionLost: "the connection was lost before the answer had come"
    case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
      .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid:
      "the server's certificate is not trusted"
    default: "the request failed: \(error.localizedDescription)"
    }
  }
}
