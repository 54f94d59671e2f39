//! What a sample book must look like.
