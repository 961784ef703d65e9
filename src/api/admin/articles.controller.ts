/** Knowledge articles. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked, Id } from '../http/checked';
import { ArticleEdit, ArticlePage, ArticleView, PageQuery } from '../http/contract';
import { Describe } from '../http/describe';
import { Articles } from './articles';

@Controller('api/admin/articles')
@AdminOnly()
export class ArticlesController {
  constructor(private readonly articles: Articles) {}

  @Get()
  @Describe({ summary: 'Articles, newest first', answer: ArticlePage })
  list(
    @Query(new Checked(PageQuery)) { cursor, limit }: z.infer<typeof PageQuery>,
  ): Promise<z.infer<typeof ArticlePage>> {
    return this.articles.list(cursor, limit);
  }

  @Post()
  @Describe({ summary: 'Add an article', status: 201, answer: ArticleView })
  create(@Me() me: SignedIn, @Body(new Checked(ArticleEdit)) edit: ArticleEdit): Promise<ArticleView> {
    return this.articles.create(me, edit);
  }

  @Put(':id')
  @Describe({ summary: 'Change an article', answer: ArticleView })
  edit(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(ArticleEdit)) edit: ArticleEdit,
  ): Promise<ArticleView> {
    return this.articles.edit(me, id, edit);
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({ summary: 'Delete an article; to keep it unused, make it inactive instead' })
  remove(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<void> {
    return this.articles.remove(me, id);
  }
}
