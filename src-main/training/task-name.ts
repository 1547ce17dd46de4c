// What can be predicted. Apart from the recipe's schema so that screens can name it without loading the schema.

export type TaskName = 'image-classification' | 'text-classification';
