variable "name" {
  description = "Name of the bucket."
  type        = string
}

variable "log_bucket" {
  description = "The bucket that gets the access log; null for none."
  type        = string
  default     = null
}

variable "kms_key_arn" {
  description = "The key that encrypts the objects; null for the one that S3 keeps."
  type        = string
  default     = null
}

variable "encryption" {
  description = "How the objects are encrypted."
  type        = string
  default     = "AES256"
}

variable "block_public_policy" {
  description = "Whether policies that let anyone in are refused."
  type        = bool
  default     = true
}

variable "policy_documents" {
  description = "What else the bucket's policy says, as JSON documents."
  type        = list(string)
  default     = []
}

variable "cors_origins" {
  description = "Pages that may load the objects."
  type        = list(string)
  default     = []
}

variable "lifecycle_rules" {
  description = "When objects move to other storage classes, and when they go."
  type = list(object({
    id          = string
    expire_days = number
    transitions = optional(list(object({
      days  = number
      class = string
    })), [])
  }))
  default = []
}

variable "tags" {
  description = "Tags of the bucket."
  type        = map(string)
  default     = {}
}
