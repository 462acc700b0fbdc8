namespace Ringfence.Catalog.Expressions;

internal enum LikeKind
{
    Like,
    ILike,
    SimilarTo,
}
