# frozen_string_literal: true

# What the shop sells; found by name through Elasticsearch.
class Product < ApplicationRecord
  update_index("products") { self }

  validates :name, :price_cents, presence: true
end
